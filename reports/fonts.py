"""Which faces we print with, and which characters they lack."""

import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from fontTools.ttLib import TTFont

from reports.characters import clean
from reports.errors import MissingPackage

__all__ = ["BEHIND", "NATIONAL", "RARE", "SANS", "SERIF", "check_machine", "clean", "missing_characters"]

# The SC name must be asked for by name, or the Japanese forms appear.
SERIF = "Noto Serif CJK SC"
SANS = "Noto Sans CJK SC"
FACES = (SERIF, SANS)
RARE = ("HanaMinA", "HanaMinB")
"""Fallback for what the others lack: nearly all of CJK extensions A to F, in one weight."""

NATIONAL = (
    "Noto Naskh Arabic", "Noto Serif Tibetan", "Noto Sans Mongolian", "Noto Sans Yi",
    "Noto Sans Tai Le", "Noto Sans New Tai Lue", "Noto Sans Lisu",
)  # fmt: skip
"""For names registered in a script of a nationality: Uyghur, Kazakh and Kyrgyz, Tibetan, Mongolian, Yi, both of Dai, Lisu."""
BEHIND = (*NATIONAL, *RARE)
"""What stands behind the faces of every design, so that no Chinese page knows of it; a style sheet says `var(--behind)`."""

_PACKAGES = dict.fromkeys(RARE, "fonts-hanazono") | dict.fromkeys(NATIONAL, "fonts-noto-core")


class _FontFile(NamedTuple):
    path: str
    number: int


@cache
def font_file(face: str) -> _FontFile | None:
    """File and index of `face`, or None when fontconfig would put another face in its place."""
    command = ["fc-match", "--format", "%{file}\n%{index}\n%{family}", face]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingPackage("无法查询系统字体，请安装 Debian 软件包 fontconfig。") from error
    path, index, family = found.split("\n", 2)
    return _FontFile(path, int(index) & 0xFFFF) if face in family.split(",") else None


@cache
def coverage(face: str) -> frozenset[int]:
    """Code points that `face` can draw; raises MissingPackage when it is not installed."""
    file = font_file(face)
    if file is None:
        raise MissingPackage(
            f"系统缺少打印字体“{face}”，请安装 Debian 软件包 {_PACKAGES.get(face, 'fonts-noto-cjk')}。"
        )
    with TTFont(file.path, fontNumber=file.number, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_characters(text: str, faces: Sequence[str] = FACES) -> list[str]:
    """Characters of `text` that neither `faces` nor those behind them can draw, each once, in order of appearance; the rare
    faces count for ideographs only.

    White space never counts; private-use code points always do, for each font means something else by them.
    """
    unknown = dict.fromkeys(char for char in text if not char.isspace())
    missing = [char for char in unknown if _is(char, "Co") or not any(ord(char) in coverage(face) for face in faces)]
    return [char for char in missing if not _stands_behind(char)]


def _stands_behind(char: str) -> bool:
    faces = RARE if unicodedata.name(char, "").startswith("CJK") else NATIONAL
    return not _is(char, "Co") and any(ord(char) in coverage(face) for face in faces)


def _is(char: str, category: str) -> bool:
    return unicodedata.category(char) == category


def check_machine(faces: Iterable[str] = (*FACES, *BEHIND)) -> None:
    """Call at start: raises MissingPackage with a sentence naming the Debian package that is not there."""
    for face in faces:
        coverage(face)
    try:
        from weasyprint.text.ffi import harfbuzz_subset
    except OSError as error:
        raise MissingPackage("系统缺少排版库，请安装 Debian 软件包 libpango-1.0-0、libpangoft2-1.0-0。") from error
    if harfbuzz_subset is None:
        raise MissingPackage("系统缺少字体子集库，打印会慢数十倍，请安装 Debian 软件包 libharfbuzz-subset0。")
