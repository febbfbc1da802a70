"""Whatever bytes come in: they are read, or refused in Chinese; nothing else is raised."""

import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exchange.xls import XlsFile
from portal.exchange.xlsx import XlsxFile
from portal.foundation.errors import Refusal
from tests.fixtures.spreadsheets import cleaned, make_xlsx

ROWS: list[Any] = [["姓名", "电话", "出生日期"], ["张三", "13900000000", "1990-01-02"], ["李四", 13900000000, None]]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A good file of each kind."""
    folder = tmp_path_factory.mktemp("good")
    book = xlwt.Workbook()
    page = book.add_sheet("数据")
    for number, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            page.write(number, column, cell)
    book.save(str(folder / "a.xls"))
    lines = [",".join(str(cell) for cell in cells) for cells in ROWS]
    table = "".join(f"<tr><td>{line.replace(',', '<td rowspan=1>')}</tr>" for line in lines)
    return {
        "xlsx": make_xlsx(folder / "a.xlsx", ROWS, merges=["C2:C3"]).read_bytes(),
        "xls": (folder / "a.xls").read_bytes(),
        "csv": "\n".join(lines).encode("gbk"),
        "html": f"<table>{table}</table>".encode("gbk"),
    }


def damaged(content: bytes, places: list[tuple[float, int]], cut: float) -> bytes:
    changed = bytearray(content)
    for place, byte in places:
        changed[int(place * (len(changed) - 1))] = byte
    return bytes(changed[: max(int(len(changed) * cut), 1)])


PLACES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4)
CUT = st.just(1.0) | st.floats(0, 1)


def read(folder: Path, content: bytes) -> None:
    path = folder / "b"
    path.write_bytes(content)
    with contextlib.suppress(Refusal):
        cleaned(path)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "html"])
@settings(max_examples=60)
@given(places=PLACES, cut=CUT)
def test_a_damaged_file_never_breaks_the_reading(
    tmp_path_factory: pytest.TempPathFactory,
    good: dict[str, bytes],
    kind: str,
    places: list[tuple[float, int]],
    cut: float,
) -> None:
    read(tmp_path_factory.mktemp(kind), damaged(good[kind], places, cut))


PARTS = [
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
]


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=60)
@given(places=PLACES, cut=CUT)
def test_a_damaged_part_of_a_workbook_never_breaks_the_reading(
    tmp_path_factory: pytest.TempPathFactory,
    good: dict[str, bytes],
    part: str,
    places: list[tuple[float, int]],
    cut: float,
) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good["xlsx"])) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, damaged(content, places, cut) if name == part else content)
    read(tmp_path_factory.mktemp("part"), target.getvalue())


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    read(tmp_path_factory.mktemp("any"), content)


def test_an_excel_file_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("数据").write(0, 0, "姓名")
    whole = io.BytesIO()
    book.save(whole)
    path = tmp_path / "b"
    path.write_bytes(whole.getvalue()[:4097])
    with pytest.raises(Refusal, match="文件已损坏"):
        XlsFile(path).tables()


def test_a_way_of_packing_nobody_knows_is_refused(good: dict[str, bytes], tmp_path: Path) -> None:
    content = bytearray(good["xlsx"])
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 10 : place + 12] = (97).to_bytes(2, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    path = tmp_path / "b"
    path.write_bytes(content)
    with pytest.raises(Refusal):
        list(XlsxFile(path).tables())
