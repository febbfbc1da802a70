"""How boundaries are coloured, with classes that fit the figures of each level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from geo.colours import breaks, kind_colours, ramp
from geo.features import Feature
from geo.map_page import ColourScheme, LegendEntry
from portal.plans.vocabulary import GRID_KINDS

RATE_BOUNDS = (60.0, 80.0, 90.0, 100.0)
_RATE_LABELS = ("60% 以下", "60%–80%", "80%–90%", "90% 以上")
_CLASSES = 5
_COUNTED = {"households": "户", "open_issues": "件"}


def schemes(year: int, campaign: str = "") -> tuple[ColourScheme, ...]:
    """All colour schemes of the map; those without entries get their classes with the boundaries. `campaign`: the name of the one
    whose progress can be shown."""
    kinds = GRID_KINDS.options()
    colours = kind_colours([key for key, _label in kinds])
    progress = ColourScheme("progress", f"走访进度：{campaign}", _rates(), "%", no_data_label="—（没有走访任务）")
    return (
        *([progress] if campaign else []),
        ColourScheme("households", "住户数", (), "户"),
        ColourScheme("visit_rate", f"{year} 年见面或电话联系率", _rates(), "%"),
        ColourScheme("open_issues", "未办结诉求", (), "件"),
        ColourScheme("kind", "网格类别", [LegendEntry(label, colours[key], value=key) for key, label in kinds]),
    )


def classes(groups: Sequence[Sequence[Feature]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """{level: {scheme: legend entries}}: a village has thousands of households, a grid hundreds."""
    return {
        str(group[0].properties["level"]): {
            key: [asdict(entry) for entry in counted([int(each.properties[key]) for each in group], unit)]
            for key, unit in _COUNTED.items()
        }
        for group in groups
    }


def counted(values: Sequence[int], unit: str) -> list[LegendEntry]:
    """Classes of numbers, the smallest first; zero is a class of its own."""
    bounds = [int(bound) for bound in breaks([value for value in values if value], _CLASSES)]
    if 0 in values:
        bounds = [0, *bounds]
    starts = [0 if 0 in values else min(values), *(bound + 1 for bound in bounds)]
    labels = [
        f"{end} {unit}" if start >= end else f"{start}–{end} {unit}" for start, end in zip(starts, bounds, strict=False)
    ]
    return [
        LegendEntry(label, colour, up_to=bound)
        for label, colour, bound in zip(labels, ramp(len(bounds)), bounds, strict=True)
    ]


def _rates() -> list[LegendEntry]:
    return [
        LegendEntry(label, colour, up_to=bound)
        for label, colour, bound in zip(_RATE_LABELS, ramp(len(RATE_BOUNDS)), RATE_BOUNDS, strict=True)
    ]
