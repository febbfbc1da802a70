"""What made-up issues are about. Categories, departments and limits are those of the profile of 龙城镇."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Matter(NamedTuple):
    """A kind of issue: category and department codes, limit in working days (0 = at once), text, how it was handled."""

    category: str
    department: str
    working_days: int
    title: str
    text: str
    handling: str


@cache
def read_matters() -> tuple[Matter, ...]:
    """All kinds of issue the demo knows, from `matters.csv`."""
    with (Path(__file__).parent / "matters.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            Matter(
                row["category"],
                row["department"],
                int(row["working_days"]),
                row["title"],
                row["text"],
                row["handling"],
            )
            for row in csv.DictReader(rows)
        )
