"""What may come in: sizes, and zip archives that are no larger inside than they may be."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from portal.foundation.errors import Refusal

MIB = 1 << 20
EXCEL_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read. Sizes are in bytes; `ratio` (unpacked to packed) counts from `free_of_ratio` on.

    `part`: the most of one part that is held in memory (shared texts, styles); rows are streamed and never held.
    """

    file: int = 64 * MIB
    unpacked: int = 1024 * MIB
    part: int = 256 * MIB
    ratio: int = 150
    free_of_ratio: int = 64 * MIB
    entries: int = 2_000
    rows: int = EXCEL_ROWS
    merges: int = 200_000


LIMITS = Limits()


def check_size(path: Path, limits: Limits = LIMITS) -> None:
    """Raise `Refusal` for an empty file or one that is too large."""
    size = path.stat().st_size
    if not size:
        raise Refusal("文件是空的，请重新保存后上传。", "file")
    if size > limits.file:
        raise Refusal(
            f"文件有 {size // MIB} MB，超过了 {limits.file // MIB} MB。请去掉图片和多余的工作表，或分成几个文件上传。",
            "file",
        )


def check_archive(archive: zipfile.ZipFile, limits: Limits = LIMITS) -> None:
    """Raise `Refusal` when the archive says that it unpacks to too much; nothing is unpacked for that.

    `zipfile` never yields more of an entry than the size that is declared here, so the sum holds for what is read.
    """
    entries = archive.infolist()
    unpacked, packed = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    if len(entries) > limits.entries:
        raise Refusal(f"文件内部有 {len(entries)} 个部件，不像正常的表格，已拒绝读取。", "file")
    if unpacked > limits.unpacked or (unpacked > limits.free_of_ratio and unpacked > limits.ratio * packed):
        raise Refusal(
            f"文件解开后有 {unpacked // MIB} MB，是压缩后的 {unpacked // max(packed, 1)} 倍，不像正常的表格，已拒绝读取。"
            "如果确是工作表，请删去末尾成片的空行，或分成几个文件上传。",
            "file",
        )
    if any(each.flag_bits & 1 for each in entries):
        raise Refusal("文件加了密码，请在 Excel 或 WPS 中取消密码后再上传。", "file")


def check_part(archive: zipfile.ZipFile, name: str, limits: Limits = LIMITS) -> None:
    """Raise `Refusal` when a part that is held in memory is too large for it."""
    size = archive.getinfo(name).file_size
    if size > limits.part:
        raise Refusal(f"文件中的文字合计 {size // MIB} MB，一次读不下，请分成几个文件上传。", "file")
