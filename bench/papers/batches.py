"""Made-up letters and cards, as a community's households get them: one layout, or a layout for each grid."""

from dataclasses import replace
from random import Random
from typing import cast

from reports.contexts import Card, Letter
from reports.samples import sample
from seeds.demo.names import draw_lineage, draw_name


def letters(count: int, grids: int = 1) -> list[Letter]:
    """`count` letters to households of so many grids, in the order of the grids."""
    rng, model = Random(count), cast(Letter, sample("letter"))
    return [_letter(rng, model, number, number * grids // count) for number in range(count)]


def cards(count: int) -> list[Card]:
    """`count` cards of one grid, each with the code of its household."""
    rng, model = Random(count), cast(Card, sample("card"))
    return [replace(model, qr_text=_page(rng)) for _ in range(count)]


def _letter(rng: Random, model: Letter, number: int, grid: int) -> Letter:
    name = draw_name(rng, draw_lineage(rng), rng.choice(("male", "female")))
    flat = f"{rng.randrange(1, 30)}号楼{rng.randrange(1, 5)}单元{rng.randrange(1, 19)}0{rng.randrange(1, 5)}室"
    street = f"龙城镇{model.village}龙山路{rng.randrange(1, 300)}号翠园小区"
    return replace(
        model,
        addressee=name,
        salutation=f"尊敬的{name}及家人：",
        address=street + flat if number % 3 else f"龙山路{rng.randrange(1, 300)}号",
        household_code=f"341322100011{grid:03}-{number:05}",
        grid=f"第{grid + 1}网格",
        body=tuple(each.replace("第三网格", f"第{grid + 1}网格") for each in model.body),
        qr_text=_page(rng),
    )


def _page(rng: Random) -> str:
    return f"https://wangge.example.cn/h/{rng.getrandbits(64):016x}"
