"""How a rate stands in a cell: the percent with what it is out of; without data a dash."""

from __future__ import annotations

from portal.visits.rules import Rate

NO_DATA = "—"


def share(rate: Rate) -> str:
    """`92.0%` over `（46/50）`, or “—”: no data is never nought."""
    return NO_DATA if rate.percent is None else f"{rate.percent}%\n（{rate.numerator}/{rate.denominator}）"
