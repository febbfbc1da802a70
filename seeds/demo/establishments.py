"""Made-up shops, enterprises and public bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from shapely.geometry.base import BaseGeometry

from seeds.demo.grids import GridPlan
from seeds.demo.identity import draw_mobile
from seeds.demo.layout import walk
from seeds.demo.names import draw_lineage, draw_name

_HOUSE_NAMES = ("惠民", "顺达", "兴旺", "家和", "万福", "鑫源", "百佳", "好邻居", "老街坊", "诚信", "福满多", "一品鲜")
# kind -> (what follows the house name, most staff)
_TRADES = {
    "shop": (("超市", "便利店", "五金店", "服装店", "农资店"), 6),
    "restaurant": (("饭店", "面馆", "早餐店"), 8),
    "enterprise": (("食品加工厂", "木业加工厂", "服装加工厂"), 60),
    "clinic": (("诊所", "卫生室"), 4),
    "kindergarten": (("幼儿园",), 25),
    "association": (("老年协会", "志愿服务队"), 12),
}
_SHARES = {"community": (60, 22, 4, 6, 4, 4), "village": (55, 12, 14, 12, 3, 4)}
_DEDICATED = {"学校": ("school", 90), "医院": ("hospital", 160), "市场": ("market", 40)}


@dataclass(frozen=True, slots=True)
class DemoEstablishment:
    """A made-up unit or business; `kind` is a key of the profile's establishment kinds."""

    code: str
    grid_code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    contact: str
    phone: str
    staff: int


def make_establishments(grid: GridPlan, polygon: BaseGeometry, *, seed: int) -> Iterator[DemoEstablishment]:
    """Establishments of one lowest-level grid: a dozen or two in town, a handful in a village.

    A dedicated grid has the one it is named after. Raises ValueError for an empty polygon."""
    rng = Random(f"establishments:{seed}:{grid.code}")
    described = [_dedicated(grid)] if grid.kind == "dedicated" else _ordinary(rng, grid)
    points = walk(polygon, len(described), spread=0.6, rng=rng)
    for order, ((kind, name, most), (lon, lat)) in enumerate(zip(described, points, strict=True), 1):
        yield DemoEstablishment(
            code=f"{grid.code}E{order:03d}",
            grid_code=grid.code,
            kind=kind,
            name=name,
            address=f"{grid.address_prefix}{name}",
            lon=lon,
            lat=lat,
            contact=draw_name(rng, draw_lineage(rng), rng.choice(("male", "female"))),
            phone=draw_mobile(rng),
            staff=rng.randint(max(1, most // 4), most),
        )


def _dedicated(grid: GridPlan) -> tuple[str, str, int]:
    kind, most = next(
        (described for ending, described in _DEDICATED.items() if grid.name.endswith(ending)), ("organ", 30)
    )
    return kind, grid.name, most


def _ordinary(rng: Random, grid: GridPlan) -> list[tuple[str, str, int]]:
    community = grid.setting == "community"
    count = rng.randint(14, 24) if community else rng.randint(3, 6)
    kinds = rng.choices(list(_TRADES), _SHARES["community" if community else "village"], k=count)
    trades: dict[str, tuple[str, str, int]] = {}
    for kind in kinds:
        trade = _trade(rng, kind)
        # Two shops of one name in one grid would confuse everybody: the second is dropped.
        trades.setdefault(trade[1], trade)
    return list(trades.values())


def _trade(rng: Random, kind: str) -> tuple[str, str, int]:
    endings, most = _TRADES[kind]
    return kind, rng.choice(_HOUSE_NAMES) + rng.choice(endings), most
