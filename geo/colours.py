"""Classes and colours for figures on a map: few classes, told apart by colour-blind readers, "no data" apart from 0."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Method = Literal["quantile", "equal", "natural"]

NO_DATA = "#d9d9d9"  # grey, which no ramp below contains

# ColorBrewer YlGnBu (Brewer 2002) without its palest and its darkest: colour-blind safe, and in order of lightness
# even when printed in grey.
_RAMP = ("#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494")
# Okabe and Ito (2008): eight colours told apart under every common form of colour blindness; black left out.
_KINDS = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#0072b2", "#d55e00")
MOST_CLASSES = len(_RAMP)


def breaks(values: Sequence[float], classes: int, method: Method = "quantile") -> list[float]:
    """Upper bounds of at most `classes` classes, strictly rising, the last being the largest value.

    Equal figures never fall into two classes, so few different figures make fewer classes; none make none.
    """
    if not 1 <= classes <= MOST_CLASSES:
        raise ValueError(f"分级数应在 1 到 {MOST_CLASSES} 之间")
    found = np.sort(np.asarray([value for value in values if np.isfinite(value)], dtype=np.float64))
    if not found.size:
        return []
    if method == "equal":
        bounds = np.linspace(found[0], found[-1], classes + 1)[1:]
    elif method == "natural":
        bounds = _natural(found, classes)
    else:
        bounds = np.quantile(found, np.arange(1, classes + 1) / classes, method="inverted_cdf")
    return sorted({*bounds[:-1].tolist(), float(found[-1])})


def class_of(value: float | None, bounds: Sequence[float]) -> int | None:
    """Number of the class from 0, None for no data; figures above the last bound are in the last class."""
    if value is None or not np.isfinite(value) or not bounds:
        return None
    return min(int(np.searchsorted(np.asarray(bounds), value)), len(bounds) - 1)


def ramp(classes: int) -> list[str]:
    """`classes` colours from light to dark, spread over the whole ramp."""
    if not 1 <= classes <= MOST_CLASSES:
        raise ValueError(f"分级数应在 1 到 {MOST_CLASSES} 之间")
    return [_RAMP[round(place)] for place in np.linspace(0, len(_RAMP) - 1, classes)]


def colour_of(value: float | None, bounds: Sequence[float]) -> str:
    """The ramp's colour of the class of `value`; NO_DATA when there is none, never for 0."""
    number = class_of(value, bounds)
    return NO_DATA if number is None else ramp(len(bounds))[number]


def kind_colours(kinds: Sequence[str]) -> dict[str, str]:
    """A colour for each kind in order; with more than seven kinds colours return."""
    return {kind: _KINDS[number % len(_KINDS)] for number, kind in enumerate(kinds)}


def _natural(found: Floats, classes: int) -> Floats:
    """Cut at the widest jumps between neighbouring figures: natural breaks without Jenks's quadratic search."""
    jumps = np.asarray([after - before for before, after in pairwise(found)])
    widest = np.argsort(-jumps, kind="stable")[: classes - 1]
    cuts = found[np.sort(widest[jumps[widest] > 0])]
    return np.append(cuts, found[-1])
