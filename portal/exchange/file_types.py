"""Which kind of file it is, judged by its content and never by its name."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path
from typing import Literal

from portal.exchange.archives import LIMITS, Limits, check_archive, check_size
from portal.foundation.errors import Refusal

FileType = Literal["xlsx", "xls", "text", "html"]

SAVE_AS = "请用 Excel 或 WPS 打开，“另存为”“Excel 工作簿（*.xlsx）”后再上传。"
_MACRO = "文件带有宏，为了安全不能上传。请“另存为”不带宏的“Excel 工作簿（*.xlsx）”后再上传。"
_LOCKED = "文件加了密码，请在 Excel 或 WPS 中取消密码后再上传。"
_HEAD = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档（RTF）"),
)
_HTML = re.compile(rb"<\s*(!doctype html|html|table|head|body|meta|style)\b", re.IGNORECASE)


def file_type(path: Path, limits: Limits = LIMITS) -> FileType:
    """The kind of a file that can be read; raises `Refusal` naming what else it is and what to do."""
    check_size(path, limits)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return _zip_type(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_type(path)
    for start, name in _OTHERS:
        if head.startswith(start):
            raise Refusal(f"这是{name}，不是表格。请上传 .xlsx、.xls 或 .csv 文件。", "file")
    return _text_type(head)


def _zip_type(path: Path, limits: Limits) -> FileType:
    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, limits)
            names = {each.casefold() for each in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise Refusal("文件已损坏，打不开。请重新保存后上传。", "file") from error
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refusal(_MACRO, "file")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Refusal(f"这种表格格式（.xlsb、.ods）不能直接读取。{SAVE_AS}", "file")
    if any(name.startswith("word/") for name in names):
        raise Refusal(
            "这是 Word 文档（可能改过扩展名），不是 Excel 表格。请把表格复制到 Excel 中保存后再上传。", "file"
        )
    if any(name.startswith("ppt/") for name in names):
        raise Refusal("这是 PPT 演示文稿，不是 Excel 表格。", "file")
    raise Refusal("这是压缩包，请先解压，再上传里面的 .xlsx、.xls 或 .csv 文件。", "file")


def _compound_type(path: Path) -> FileType:
    """Office files before 2007, and encrypted ones of today, are small file systems: look at the names in them."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _holds(content, "EncryptedPackage"):
            raise Refusal(_LOCKED, "file")
        if _holds(content, "WordDocument"):
            raise Refusal(
                "这是 Word 文档（可能改过扩展名），不是 Excel 表格。请把表格复制到 Excel 中保存后再上传。", "file"
            )
        if _holds(content, "_VBA_PROJECT_CUR"):
            raise Refusal(_MACRO, "file")
        if not (_holds(content, "Workbook") or _holds(content, "Book")):
            raise Refusal("文件里没有工作表，不是 Excel 表格，或者已经损坏。", "file")
    return "xls"


def _holds(content: mmap.mmap, name: str) -> bool:
    """Directory entries of a compound file are 128 bytes long and begin with their name (MS-CFB 2.6.1)."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = content.find(wanted)
    while at >= 0 and at % 128:
        at = content.find(wanted, at + 1)
    return at >= 0


def _text_type(head: bytes) -> FileType:
    plain = head.replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain and b"<Workbook" in plain:
        raise Refusal(f"这是“XML 表格 2003”格式，不能直接读取。{SAVE_AS}", "file")
    if re.match(rb"\s*MIME-Version:", plain, re.IGNORECASE):
        raise Refusal(f"这是“单个文件网页”，不能直接读取。{SAVE_AS}", "file")
    if _HTML.search(plain):
        return "html"
    if b"\0" in head and not head.startswith(_BOMS) and not 0.2 < head.count(b"\0") / len(head) < 0.6:
        raise Refusal("认不出这个文件，它不是表格。请上传 .xlsx、.xls 或 .csv 文件。", "file")
    return "text"
