"""Text from spreadsheets made plain: full-width digits, invisible characters, 繁体 beside 简体."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from reports.characters import clean

_HAN = "\u4e00-\u9fff"
_PLAIN = re.compile(rf"[{_HAN}0-9A-Za-z，。；：、（）·.()#/-]*")
_FULL_WIDTH = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    base + n: base - 0xFEE0 + n for base in (0xFF21, 0xFF41) for n in range(26)
}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_SPACES = re.compile(r"[^\S\n]+")
_SPACED_NAME = re.compile(rf"[{_HAN}](?: [{_HAN}]){{1,3}}|[{_HAN}] [{_HAN}]{{2}}")


def tidy(text: str, lines: bool = False) -> str:
    """`text` without invisible characters and outer spaces, runs of spaces as one, full-width letters and digits plain;
    张 三, 王 小 明 and 王 小明 are joined. Line breaks stay only with `lines`. Chinese punctuation stays as it is.
    """
    if _PLAIN.fullmatch(text):
        return text
    folded = clean(text).translate(_FULL_WIDTH)
    if not lines:
        folded = folded.replace("\n", " ")
    folded = "\n".join(_SPACES.sub(" ", line).strip() for line in folded.split("\n")).strip()
    return folded.replace(" ", "") if _SPACED_NAME.fullmatch(folded) else folded


def compact(text: str) -> str:
    """For numbers and codes: everything in plain characters, without any space."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(unicodedata.normalize("NFKC", clean(text)).translate(_DASHES).split())


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """For comparing only: NFKC, 简体, small letters, no spaces, so that 獨居老人 and 独居老人 are the same."""
    plain = unicodedata.normalize("NFKC", clean(text)).translate(_simplified()).casefold()
    return "".join(plain.split())


def traditional(text: str) -> dict[str, str]:
    """The 繁体 characters in `text` with their 简体; those that are also in use in 简体 (于 beside 於, 乾坤) are none."""
    only = _only_traditional()
    return {} if only.keys().isdisjoint(text) else {char: only[char] for char in text if char in only}


@cache
def _simplified() -> dict[int, str]:
    """Every 繁体 character -> 简体, one by one: whole phrases are not needed where both sides are folded alike."""
    characters = [chr(code) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(low, high)]
    plain = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, plain, strict=True) if old != new}


@cache
def _only_traditional() -> dict[str, str]:
    """Those that GB 2312, the character set of 简体, does not hold."""
    return {chr(code): new for code, new in _simplified().items() if not _in_gb2312(chr(code))}


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
