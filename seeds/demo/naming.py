"""What grids of a made-up tree are called."""

import re
from collections.abc import Iterator
from itertools import count as counting
from random import Random
from typing import Literal

from seeds.demo.places import Place

_DIGITS = "零一二三四五六七八九"
_HAMLETS = ("东组", "西组", "南组", "北组", "新庄", "前庄", "后庄", "老庄", "小庄", "岗上", "河沿", "桥头")
_ESTATES = (
    "锦绣家园", "安居苑", "和顺花园", "凤山小区", "龙河佳苑", "阳光新城", "康宁小区", "翠微苑", "幸福里", "吉祥家园",
    "清华园", "丰收小区", "滨河花园", "书香苑", "朝阳小区", "团结新村", "福泽园", "永安里", "青松苑", "惠民小区",
)  # fmt: skip
DEDICATED = ("中心学校", "医院", "集贸市场")
"""What dedicated grids are for, one each in the first places."""


def numeral(number: int) -> str:
    """1 to 999 as 一, 十二, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def numbered(short: str, count: int) -> list[str]:
    """第一网格, 第二网格 … for a level called `short` on screens; brackets and what they hold are left out."""
    noun = re.sub("[（(].*?[）)]", "", short) or "网格"
    return [f"第{numeral(number)}{noun}" for number in range(1, count + 1)]


def hamlets(place: Place, short: str, count: int) -> list[str]:
    """Made-up natural villages of a real village; numbered when there are too many."""
    bare = place.short_name.removesuffix("村")
    return [f"{bare}{name}" for name in _HAMLETS[:count]] if count <= len(_HAMLETS) else numbered(short, count)


def quarters(rng: Random, setting: Literal["town", "community", "village"]) -> Iterator[str]:
    """Names of housing estates in a community, of hamlets in a village, for addresses; never the same twice."""
    names = rng.sample(_ESTATES, len(_ESTATES)) if setting == "community" else list(_HAMLETS)
    yield from names
    for phase in counting(2):
        yield from (
            f"{name}{numeral(phase)}期" if setting == "community" else f"{name}{numeral(phase)}队" for name in names
        )


def bare_name(place: Place) -> str:
    """The village's name as others are made from it: 龙霄社区 -> 龙霄."""
    return place.short_name.removesuffix("社区").removesuffix("村")
