"""A total tells how far it rests on data, in one sentence for screen, list, sheet, report and workbook."""

from __future__ import annotations

from typing import Any

import pytest

from portal.assessments.wording import coverage_text


def row(score: str | None, weight: str, waiting: bool = False) -> dict[str, Any]:
    return {"score": score, "weight": weight, "waiting": waiting}


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([row("0.0", "60"), row("80.0", "40")], ""),
        ([row("90.0", "12"), row(None, "48"), row(None, "40")], "3 项中 2 项无数据，总分按其余 1 项（权重 12%）折算"),
        (
            [row("90.0", "30"), row(None, "30"), row(None, "60", True)],
            "3 项中 1 项无数据、1 项尚未计分，总分暂按其余 1 项（权重 25%）折算",
        ),
        ([row(None, "60"), row(None, "40")], "2 项中 2 项无数据，没有总分"),
    ],
)  # fmt: skip
def test_what_a_total_rests_on(scores: list[dict[str, Any]], told: str) -> None:
    assert coverage_text(scores) == told
