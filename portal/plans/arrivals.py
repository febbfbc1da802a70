"""What the first profile brings that no follower tells of: lists without rows of their own, by number and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.plans.shifts import Entry, called
from seeds.schema import Profile
from seeds.sections.fields import SUBJECTS, Subject


def arrivals(profile: Profile) -> Iterator[str]:
    """One sentence a list, with its names; nothing for lists that are empty."""
    for subject, name in SUBJECTS.items():
        yield from _told(f"{name}的自定义字段", "项", _fields(profile, subject))
    for noun, unit, entries in (
        ("角色", "个", _keyed(profile.roles)),
        ("网格类别", "个", _keyed(profile.grid_kinds)),
        ("单位类别", "个", _keyed(profile.establishment_kinds)),
        ("诉求来源", "个", _keyed(profile.casework.sources)),
        ("走访活动", "项", _keyed(profile.campaigns)),
        ("走访清单", "份", _keyed(profile.checklists)),
        ("率", "项", _keyed(profile.rates)),
        ("报表", "张", _keyed(profile.tables)),
        ("评优奖项", "项", _keyed(profile.awards)),
    ):
        yield from _told(noun, unit, entries)


def _told(noun: str, unit: str, entries: list[Entry]) -> Iterator[str]:
    if entries:
        yield f"新增{noun} {len(entries)} {unit}：{'、'.join(called(entries))}"


def _fields(profile: Profile, subject: Subject) -> list[Entry]:
    return [Entry(each.key, each.name) for each in profile.fields.of(subject)]


def _keyed(rows: Iterable[object]) -> list[Entry]:
    """Rows of a section by key (or code) and name."""
    return [
        Entry(str(getattr(row, "key", None) or getattr(row, "code", "")), str(getattr(row, "name", ""))) for row in rows
    ]
