"""What made-up units and businesses are called, read from a profile's kinds of establishment."""

import re
from dataclasses import dataclass
from random import Random

from seeds.sections.register import EstablishmentKind

_HOUSE_NAMES = ("惠民", "顺达", "兴旺", "家和", "万福", "鑫源", "百佳", "好邻居", "老街坊", "诚信", "福满多", "一品鲜")


@dataclass(frozen=True, slots=True)
class Trade:
    """What follows the house name, most staff, and how usual it is in a community and in a village (0: not at all)."""

    endings: tuple[str, ...]
    staff: int
    in_community: int
    in_village: int


# What a kind's name says; the first pattern that fits counts.
_TRADES = (
    ("其他", Trade((), 10, 0, 0)),
    ("幼儿", Trade(("幼儿园",), 25, 4, 3)),
    ("学校|校园|中学|小学", Trade(("学校",), 90, 0, 0)),
    ("诊所|卫生室|医务", Trade(("诊所", "卫生室"), 4, 6, 12)),
    ("医院|卫生院|医疗", Trade(("医院",), 160, 0, 0)),
    ("市场|集市", Trade(("市场",), 40, 0, 0)),
    ("餐|饭|饮食", Trade(("饭店", "面馆", "早餐店"), 8, 22, 12)),
    ("旅馆|宾馆|酒店|民宿|旅店|住宿", Trade(("旅馆", "宾馆"), 8, 3, 1)),
    ("网吧|娱乐|文化", Trade(("棋牌室", "书屋"), 4, 2, 1)),
    ("快递|物流|寄递", Trade(("快递驿站",), 4, 4, 2)),
    ("加油|危化|烟花", Trade(("加油站",), 6, 1, 1)),
    ("养老", Trade(("养老院",), 20, 1, 1)),
    ("宗教|寺|庙|教堂", Trade((), 5, 0, 0)),
    ("社会组织|协会|社团|志愿|非公有制经济组织和社会组织", Trade(("老年协会", "志愿服务队"), 12, 4, 4)),
    ("企业|工厂|公司|合作社|园区|生产", Trade(("食品加工厂", "木业加工厂", "服装加工厂"), 60, 4, 14)),
    ("机关|事业|单位|站所", Trade(("服务站",), 30, 0, 0)),
    ("商|店|超市|经营|个体|门市|业户", Trade(("超市", "便利店", "五金店", "服装店", "农资店"), 6, 60, 55)),
)
# What a dedicated grid is named after, and the kinds that fit, the better ones first.
_DEDICATED = {"学校": ("学校|校园", "教育"), "医院": ("医院|卫生院", "医"), "市场": ("市场|集市", "商")}
_UNITS = ("机关|事业|单位", "其他", "")


class Trades:
    """The kinds of establishment of one profile, ready to be drawn from."""

    def __init__(self, kinds: tuple[EstablishmentKind, ...]) -> None:
        self._kinds = [kind for kind in kinds if not kind.retired]
        self._trades = {kind.key: _trade(kind) for kind in self._kinds}

    def draw(self, rng: Random, setting: str, count: int) -> list[tuple[str, str, int]]:
        """(kind, name, most staff) of up to `count` units; two of one name are one."""
        usual = [trade.in_community if setting == "community" else trade.in_village for trade in self._trades.values()]
        if not any(usual):
            return []
        drawn: dict[str, tuple[str, str, int]] = {}
        for key in rng.choices(list(self._trades), usual, k=count):
            trade = self._trades[key]
            name = rng.choice(_HOUSE_NAMES) + rng.choice(trade.endings)
            drawn.setdefault(name, (key, name, trade.staff))
        return list(drawn.values())

    def named(self, name: str) -> tuple[str, str, int] | None:
        """(kind, name, most staff) of the unit that a dedicated grid is named after; None without any kind."""
        fitting = next((words for ending, words in _DEDICATED.items() if name.endswith(ending)), ())
        found = (kind for words in (*fitting, *_UNITS) for kind in self._kinds if re.search(words, kind.name))
        kind = next(found, None)
        return (kind.key, name, self._trades[kind.key].staff) if kind else None


def _trade(kind: EstablishmentKind) -> Trade:
    bare = re.sub("[（(].*?[）)]", "", kind.name)
    return next((trade for words, trade in _TRADES if re.search(words, kind.name)), Trade((bare,), 10, 5, 3))
