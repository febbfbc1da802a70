"""A county's profile and what its towns add to it, as one profile.

A town's profile extends the county's. In the county's portal it may add (fields, categories, departments, roles, campaigns,
tables) and have printed texts of its own; what it adds holds for its own area only. It may not change or take away what the
county has laid down for all: such a profile is for a portal of the town's own."""

from collections.abc import Iterator, Sequence
from typing import Any

from seeds.keys import Path
from seeds.references import check_references
from seeds.schema import Profile

ADDED = (
    ("fields", "household"), ("fields", "resident"), ("fields", "establishment"), ("fields", "grid"), ("base_information",),
    ("ledgers",), ("care_groups",), ("care_categories",), ("establishment_kinds",), ("departments",), ("checklists",),
    ("campaigns",), ("casework", "categories"), ("rates",), ("tables",),
)  # fmt: skip
"""Lists that a town may add rows to."""
BOUNDED = frozenset({
    ("fields", "household"), ("fields", "resident"), ("fields", "establishment"), ("fields", "grid"), ("care_categories",),
    ("establishment_kinds",), ("departments",), ("casework", "categories"),
})  # fmt: skip
"""Those of them whose rows say for which `areas` they hold."""
_OWN = frozenset({"meta", "place", "areas", "phases", "texts", "texts_by_area"})
_IDENTITIES = ("key", "code")


class CompositionError(ValueError):
    """Towns' profiles that do not go together with the county's; `problems` are Chinese sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(self.problems))


def compose(county: Profile, towns: Sequence[Profile]) -> Profile:
    """The county's profile with the additions of its towns. Without towns, the county's itself.

    Raises CompositionError with every reason at once."""
    if not towns:
        return county
    data = county.model_dump()
    problems = [problem for town in towns for problem in _add(data, county, town)]
    problems += [f"{_spelled(path)}：{message}" for path, message in check_references(data)]
    if problems:
        raise CompositionError(problems)
    return Profile.model_validate(data)


def _add(data: dict[str, Any], county: Profile, town: Profile) -> Iterator[str]:
    """Put a town's additions into `data`; yields what cannot be."""
    name, code = town.place.name, town.place.code
    known = [area.code for area in county.areas]
    if code == county.place.code or not code.startswith(county.place.code) or (known and code not in known):
        yield f"“{name}”（{code}）不是{county.place.name}的乡镇（街道）"
        return
    own, base = town.model_dump(), county.model_dump()
    yield from (f"{name}：{problem}" for problem in _changed(base, own))
    for path in ADDED:
        yield from (f"{name}：{problem}" for problem in _append(data, base, own, path, code))
    if own["texts"] != base["texts"]:
        data["texts_by_area"] = (*data["texts_by_area"], {"area": code, "texts": own["texts"]})


def _changed(base: Any, own: Any, path: Path = ()) -> Iterator[str]:
    """What a town's profile changes or takes away, outside the lists it may add to."""
    for key, value in base.items():
        here = (*path, key)
        if here[0] in _OWN or here in ADDED or value == own.get(key):
            continue
        if isinstance(value, dict) and isinstance(own.get(key), dict):
            yield from _changed(value, own[key], here)
        else:
            yield f"不能改动县级方案的 {_spelled(here)}，只能增加"


def _append(data: dict[str, Any], base: dict[str, Any], own: dict[str, Any], path: Path, code: str) -> Iterator[str]:
    before, mine, now = (_rows(source, path) for source in (base, own, data))
    for key, row in before.items():
        if key not in mine:
            yield f"不能去掉县级方案 {_spelled(path)} 中的“{key}”"
        elif mine[key] != row:
            yield f"不能改动县级方案 {_spelled(path)} 中的“{key}”，只能增加"
    for key, row in mine.items():
        if key in before:
            continue
        added = {**row, "areas": (code,)} if path in BOUNDED and not row["areas"] else row
        other = now.get(key)
        if other is None:
            _put(data, path, (*_list(data, path), added))
        elif path in BOUNDED and {**other, "areas": ()} == {**added, "areas": ()}:
            both = {**other, "areas": (*other["areas"], *added["areas"])}
            _put(data, path, tuple(both if each is other else each for each in _list(data, path)))
        elif other != added:
            yield f"{_spelled(path)} 中的“{key}”与另一乡镇增加的同名内容不一致，请换一个代号"


def _list(data: dict[str, Any], path: Path) -> tuple[dict[str, Any], ...]:
    found: Any = data
    for step in path:
        found = found[step]
    return tuple(found)


def _put(data: dict[str, Any], path: Path, rows: tuple[dict[str, Any], ...]) -> None:
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = rows


def _rows(data: dict[str, Any], path: Path) -> dict[str, dict[str, Any]]:
    rows = _list(data, path)
    return {row[next(each for each in _IDENTITIES if each in row)]: row for row in rows}


def _spelled(path: Path) -> str:
    return ".".join(str(step) for step in path)
