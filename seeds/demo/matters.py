"""What made-up issues are about: the categories of a profile, with texts found by what a category is called.

A category that no text of `matters.csv` fits gets phrases made from its name."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from seeds.schema import Profile
from seeds.sections.casework import IssueCategory

_PHRASES = (
    ("反映{name}方面的问题", "{name}方面有个问题一直没有解决，希望帮助处理。", "已到现场核实，会同有关人员处理完毕。"),
    ("咨询{name}怎么办理", "想了解{name}方面找谁办、要带什么材料。", "已当面讲明办理流程并提供材料清单。"),
    ("建议改进{name}", "建议把{name}方面的事办得更细一些，有结果及时告诉大家。", "已汇总意见，作出安排并向本人说明。"),
)


class Matter(NamedTuple):
    """A kind of issue: category and department codes, limit in working days (0 = at once), text, how it was handled."""

    category: str
    department: str | None
    working_days: int
    title: str
    text: str
    handling: str


class _Phrase(NamedTuple):
    """A row of `matters.csv`; `topic`: a pattern that names of categories are held against."""

    topic: str
    title: str
    text: str
    handling: str


@cache
def _phrases() -> tuple[_Phrase, ...]:
    with (Path(__file__).parent / "matters.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(_Phrase(row["topic"], row["title"], row["text"], row["handling"]) for row in csv.DictReader(rows))


def matters_of(profile: Profile) -> tuple[Matter, ...]:
    """Kinds of issue for every category that issues may have (the leaves of the tree, those no longer offered left out)."""
    categories = profile.casework.categories
    parents = {category.parent for category in categories}
    leaves = (category for category in categories if category.code not in parents and not category.retired)
    return tuple(matter for leaf in leaves for matter in _matters(profile, leaf))


def _matters(profile: Profile, leaf: IssueCategory) -> list[Matter]:
    limit, department = profile.casework.limit_for(leaf.code), profile.casework.department_for(leaf.code)
    return [
        Matter(leaf.code, department, limit.working_days or 0, title, text, handling)
        for title, text, handling in _texts(leaf)
    ]


def _texts(leaf: IssueCategory) -> list[tuple[str, str, str]]:
    found = [each[1:] for each in _phrases() if re.search(each.topic, leaf.name)]
    if found:
        return found
    name = re.sub("[（(].*?[）)]|(问题|类|方面)$", "", leaf.name) or leaf.name
    return [(title.format(name=name)[:100], text.format(name=name), done) for title, text, done in _PHRASES]
