"""What comes in is judged by its content; what cannot be read is refused with what it is and what to do."""

import zipfile
from pathlib import Path

import pytest

from portal.exchange.archives import Limits
from portal.exchange.reading import open_sheet
from portal.exchange.xlsx_cells import MOST_WAITED, PIECE
from portal.foundation.errors import Refusal
from tests.fixtures.spreadsheets import SHEET, cleaned, make_xlsx

LOCKED = Path(__file__).parent / "files" / "locked.xlsx"
CONTENT_TYPES = "[Content_Types].xml"


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Refusal) as caught:
        list(open_sheet(path, SHEET, limits or Limits()).rows())
    return caught.value.message


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, b"<a/>")
    return path


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((CONTENT_TYPES, "word/document.xml"), "Word"),
        ((CONTENT_TYPES, "ppt/presentation.xml"), "PPT"),
        ((CONTENT_TYPES, "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        ((CONTENT_TYPES, "xl/workbook.bin"), "另存为"),
        (("mimetype", "content.xml"), "另存为"),
        (("人员.xlsx",), "解压"),
        ((CONTENT_TYPES, "xl/workbook.xml"), "损坏"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    assert said in refusal(archive(tmp_path / "人员.xlsx", *names))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"PK\x03\x04 cut off", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "没有工作表"),
        (b"\x01\x02\x03" * 300 + bytes(5), "不是表格"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "另存为"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格 2003"),
        (b"<html><body>none</body></html>", "没有表格"),
        (b"a,b\xff\xff\xfe", "编码"),
    ],
)
def test_what_is_no_spreadsheet_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "人员.xls"
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_locked_workbook_asks_for_the_password_to_be_taken_off() -> None:
    assert "密码" in refusal(LOCKED)


def test_a_word_document_from_before_2007_is_named(tmp_path: Path) -> None:
    path = tmp_path / "人员.xls"
    entry = "WordDocument".encode("utf-16-le").ljust(128, b"\0")
    path.write_bytes((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + entry).ljust(2048, b"\0"))
    assert "Word" in refusal(path)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "人员.xlsx", [["姓名", "电话"], ["张三", "13900000000"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb:
        bomb.writestr("xl/media/zero.bin", bytes(80 << 20))
    assert "拒绝" in refusal(path)
    assert "拒绝" in refusal(path, Limits(unpacked=1 << 20, ratio=10**6))


def test_too_many_entries_and_too_much_text_are_refused(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "人员.xlsx", [["姓名", "电话"], ["张三", "13900000000"]])
    assert "部件" in refusal(path, Limits(entries=3))
    assert "分成几个文件" in refusal(path, Limits(part=10))
    assert "MB" in refusal(path, Limits(file=100))


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    good = make_xlsx(tmp_path / "good.xlsx", [["姓名", "电话"], ["张三", "13900000000"]])
    bad = tmp_path / "bad.xlsx"
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content.replace(b"<worksheet", declared + b"<worksheet", 1))
    assert "声明" in refusal(bad)


def test_a_worksheet_cut_in_the_middle_is_refused_and_not_read_in_part(tmp_path: Path) -> None:
    good = make_xlsx(tmp_path / "good.xlsx", [["姓名", "电话"], *[["张三", "13900000000"]] * 50])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    assert "损坏" in refusal(bad)


@pytest.mark.parametrize(("part", "tag"), [("xl/worksheets/sheet1.xml", b"<v>"), ("xl/sharedStrings.xml", b"<t>")])
def test_an_endless_text_is_refused_before_it_fills_the_memory(tmp_path: Path, part: str, tag: bytes) -> None:
    good = make_xlsx(tmp_path / "good.xlsx", [["姓名", "电话"], ["张三", "13900000000"]])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(
                name, content.replace(tag, tag + b"1" * (MOST_WAITED + PIECE), 1) if name == part else content
            )
    assert "长得不像" in refusal(bad)


def test_the_extension_does_not_matter(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "人员.csv", [["姓名", "电话"], ["张三", "13900000000"]])
    assert [row.values for row in cleaned(path)] == [{"name": "张三", "phone": "13900000000"}]
