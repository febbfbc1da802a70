"""Rules of early warning (研判预警): pure decisions on plain counts. Each finding names its rule and the numbers that fired it.

They point to kinds of trouble, places and issues, never to people: no resident is profiled, no member is scored.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from seeds.sections.warnings import Warnings

THRESHOLDS = Warnings()
"""Where a plan says nothing of them."""

MEANINGS = {
    "earlier_periods": "与之前几个同样长的时段比较",
    "least_issues": "本期至少多少件才判断类别上升",
    "rise": "比以往平均多出的比例（0.3 即三成）",
    "surprise": "按以往平均偶然达到这么多的可能性低于此值",
    "cluster_metres": "相距多少米以内算在一处",
    "cluster_issues": "一处至少多少件未办结诉求",
    "cluster_days": "近多少天内登记的",
    "stale_workdays": "多少个工作日没有任何进展",
    "reopened_times": "退回重办的次数",
    "least_answers": "本期至少多少次有评价的回访",
    "dissatisfied_points": "不满意比例比以往高出的百分点",
    "care_days": "有关爱对象的住户多少天没有走访",
    "phase_days": "阶段结束前多少天提醒",
}


def threshold_rows(thresholds: Warnings = THRESHOLDS) -> list[tuple[str, str]]:
    """(meaning, value) of every threshold, for the page and the report."""
    return [(meaning, f"{getattr(thresholds, name):g}") for name, meaning in MEANINGS.items()]


@dataclass(frozen=True)
class Rising:
    """This period's number beside the mean of the earlier ones."""

    now: int
    mean: float
    chance: float


def rising(now: int, earlier: Sequence[int], limits: Warnings = THRESHOLDS) -> Rising | None:
    """Whether a count has risen beyond what chance explains, or nothing.

    Fires when there are enough (`least_issues`), at least `rise` more than the mean of the earlier periods, and a Poisson
    variable with that mean (at least 0.5, so that a single early case proves nothing) would reach `now` with a probability
    below `surprise`.
    """
    if now < limits.least_issues or not earlier:
        return None
    mean = sum(earlier) / len(earlier)
    chance = poisson_tail(now, max(mean, 0.5))
    return Rising(now, mean, chance) if now >= mean * (1 + limits.rise) and chance < limits.surprise else None


def poisson_tail(least: int, mean: float) -> float:
    """P(X >= least) for a Poisson variable."""
    below = sum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(least))
    return max(0.0, 1.0 - below)


def clusters(places: Mapping[int, tuple[float, float]], limits: Warnings = THRESHOLDS) -> list[list[int]]:
    """Groups of ids whose places (longitude, latitude in degrees) hang together, the largest first.

    As DBSCAN (Ester and others 1996) does: a place with at least `cluster_issues` places within `cluster_metres` (itself
    included) is a core; cores within that distance of one another are one group, with everything within reach of them.
    """
    ids = sorted(places)
    if len(ids) < limits.cluster_issues:
        return []
    points = shapely.points(_metres([places[each] for each in ids]))
    near: list[list[int]] = [[] for _ in ids]
    for one, other in shapely.STRtree(points).query(points, predicate="dwithin", distance=limits.cluster_metres).T:
        near[int(one)].append(int(other))
    cores = {number for number, each in enumerate(near) if len(each) >= limits.cluster_issues}
    found, seen = [], set[int]()
    for number in sorted(cores):
        if number not in seen:
            group = _reached(number, near, cores)
            seen |= group
            found.append(sorted(ids[each] for each in group))
    return sorted(found, key=lambda group: (-len(group), group))


def worse(now: tuple[int, int], earlier: tuple[int, int], limits: Warnings = THRESHOLDS) -> tuple[float, float] | None:
    """(share now, share earlier) in percent when dissatisfaction has grown by enough points; each given as (dissatisfied, answers)."""
    if now[1] < limits.least_answers or not earlier[1]:
        return None
    shares = 100 * now[0] / now[1], 100 * earlier[0] / earlier[1]
    return shares if shares[0] - shares[1] >= limits.dissatisfied_points else None


def _metres(places: Sequence[tuple[float, float]]) -> Any:
    """On a plane that fits a county: equirectangular around the mean latitude, 0.1 % wrong at 50 km."""
    array = np.asarray(places, dtype=np.float64)
    per_degree = 6_371_008.8 * math.pi / 180
    return array * np.array([per_degree * math.cos(math.radians(float(array[:, 1].mean()))), per_degree])


def _reached(start: int, near: Sequence[Sequence[int]], cores: set[int]) -> set[int]:
    """All that hang together with a core; what is no core leads no further."""
    found, waiting = {start}, [start]
    while waiting:
        for other in near[waiting.pop()]:
            if other not in found:
                found.add(other)
                if other in cores:
                    waiting.append(other)
    return found
