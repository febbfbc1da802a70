"""Text made fit for paper: look-alike code points folded, invisible ones dropped."""

import re
import unicodedata
from functools import lru_cache

from reports.private_use import UNICODE_OF

# Radicals that Unicode gives no decomposition, as input methods and PDF copies leave them in names and addresses.
# Source: Unicode EquivalentUnifiedIdeograph.txt, the entries that are whole characters.
_RADICALS = str.maketrans(
    "⺁⺈⺟⺠⺩⺮⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂刀母民王竹西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_KANGXI = re.compile("[\u2f00-\u2fd5]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# The Mongolian vowel separator is part of the spelling; anywhere else it is one more invisible mark.
_STRAY_SEPARATOR = re.compile("(?<![\u1820-\u1878])\u180e|\u180e(?![\u1820-\u1878])")
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_NAME_IN_ARABIC = re.compile(f"[{_ARABIC}]+(?:[ .·’-]+[{_ARABIC}]+)*")
_KEPT = {"\n", "\u180e"}


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """`text` with compatibility ideographs and radicals as ordinary characters, line breaks as `\\n`, and without
    bidirectional marks, zero-width and control characters, variation selectors and lone surrogates.

    One compatibility ideograph in a batch makes every equal glyph extract wrongly; one override mark reverses a name.
    """
    folded = unicodedata.normalize("NFC", _BREAKS.sub("\n", text).translate(UNICODE_OF)).translate(_RADICALS)
    folded = _KANGXI.sub(lambda match: unicodedata.normalize("NFKC", match[0]), folded)
    folded = _STRAY_SEPARATOR.sub("", _SELECTORS.sub("", folded)).replace("\t", " ")
    return "".join(char for char in folded if char in _KEPT or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def directed(text: str) -> str:
    """`text` with a left-to-right mark behind each name in Arabic letters: a date or a list that follows it would otherwise be
    drawn before it (UAX 9, W2 and N1)."""
    return _NAME_IN_ARABIC.sub("\\g<0>\u200e", text)
