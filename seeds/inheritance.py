"""A profile laid over the one it extends: only what differs is written, and every path still knows its file and line.

Mappings merge deeply, lists of rows with a key or code merge row by row, everything else is replaced. `remove: true` takes an
inherited row or mapping away, `[]` empties an inherited list. `meta` and `place` are never inherited; of areas (and
their own texts) those that lie neither in the new place nor above it stay behind."""

from collections.abc import Iterator
from typing import Any

from seeds.keys import Path
from seeds.positions import Document, Place

OWN = ("meta", "place")
WHOLE = ("limit", "default_limit", "pass_up", "within")
"""Time limits: days or at once, one value in two keys, so a new one never mixes with the old."""
_PLACED: dict[Path, str] = {("areas",): "code", ("texts_by_area",): "area"}
"""Lists of areas, and the key with the area's code."""
_IDENTITIES = ("key", "code", "area")


def inherit(parent: Document, child: Document) -> Document:
    """What `child` says, and what `parent` says where it is silent. Both hold mappings; the result has no `extends`.

    Rows that cannot be removed and keys written twice become problems of the result."""
    merging = _Merging(parent, child)
    old = {key: value for key, value in parent.data.items() if key not in OWN}
    new = {key: value for key, value in child.data.items() if key != "extends"}
    data = merging.mappings(old, new, (), (), ())
    return Document(data, merging.places, [*parent.problems, *merging.problems])


class _Merging:
    """One merge. `at` is the path in the parent, `by` in the child, `to` in the result."""

    def __init__(self, parent: Document, child: Document) -> None:
        self.parent, self.child = parent, child
        self.places: dict[Path, Place] = {}
        self.problems = list(child.problems)
        place = child.data.get("place")
        code = place.get("code") if isinstance(place, dict) else None
        self.code = code if isinstance(code, str) else ""

    def mappings(self, old: dict[Any, Any], new: dict[Any, Any], at: Path, by: Path, to: Path) -> dict[Any, Any]:
        self.places[to] = self.child.place_of(by)
        merged: dict[Any, Any] = {}
        for key, value in old.items():
            below, by_below, to_below = (*at, key), (*by, key), (*to, key)
            if key not in new:
                merged[key] = self._taken(self.parent, value, below, to_below)
            elif new[key] != {"remove": True}:
                merged[key] = self._both(value, new[key], below, by_below, to_below)
        for key, value in new.items():
            if key not in old and value == {"remove": True}:
                self._refuse((*by, key), "上级方案里没有这一项，不用去掉")
            elif key not in old:
                merged[key] = self._taken(self.child, value, (*by, key), (*to, key))
        return merged

    def _both(self, old: Any, new: Any, at: Path, by: Path, to: Path) -> Any:
        if isinstance(old, dict) and isinstance(new, dict) and by[-1] not in WHOLE:
            return self.mappings(old, new, at, by, to)
        identity = _identity_of(old)
        if identity and isinstance(new, list) and new:
            return self._rows(old, new, identity, (at, by, to))
        return self._taken(self.child, new, by, to)

    def _rows(self, old: list[Any], new: list[Any], identity: str, paths: tuple[Path, Path, Path]) -> list[Any]:
        at, by, to = paths
        self.places[to] = self.child.place_of(by)
        written = self._written(new, identity, by)
        merged: list[Any] = []
        for index, row in self._inside(old, at):
            position, here = written.pop(row[identity], None), (*to, len(merged))
            if position is None:
                merged.append(self._taken(self.parent, row, (*at, index), here))
            elif not self._removes(new[position], identity, (*by, position)):
                merged.append(self.mappings(row, new[position], (*at, index), (*by, position), here))
        for name, position in written.items():
            below = (*by, position)
            if not self._removes(new[position], identity, below):
                merged.append(self._taken(self.child, new[position], below, (*to, len(merged))))
            elif isinstance(name, str):
                self._refuse(below, f"上级方案的这个列表里没有 {identity} 为“{name}”的一行，不用去掉")
        return merged

    def _written(self, rows: list[Any], identity: str, by: Path) -> dict[str | int, int]:
        """{identity: position} of the child's rows; a row without one stands under its position, for the schema to refuse."""
        found: dict[str | int, int] = {}
        for position, row in enumerate(rows):
            name = row.get(identity) if isinstance(row, dict) else None
            if isinstance(name, str) and name in found:
                self._refuse((*by, position, identity), f"“{name}”重复，同一列表内应唯一")
            else:
                found[name if isinstance(name, str) else position] = position
        return found

    def _removes(self, row: Any, identity: str, by: Path) -> bool:
        if not (isinstance(row, dict) and "remove" in row):
            return False
        if row["remove"] is not True or set(row) != {identity, "remove"}:
            self._refuse((*by, "remove"), f"去掉一行时只写 {identity} 和 remove: true 两项")
        return True

    def _taken(self, source: Document, value: Any, path: Path, to: Path) -> Any:
        """A value as it is, with the places of all it contains."""
        if path in source.places:
            self.places[to] = source.places[path]
        if isinstance(value, dict):
            return {key: self._taken(source, item, (*path, key), (*to, key)) for key, item in value.items()}
        if isinstance(value, list):
            rows = self._inside(value, path) if source is self.parent else enumerate(value)
            return [self._taken(source, row, (*path, index), (*to, n)) for n, (index, row) in enumerate(rows)]
        return value

    def _inside(self, rows: list[Any], at: Path) -> Iterator[tuple[int, Any]]:
        """(index, row) of the parent's rows, without areas that have nothing to do with the child's place."""
        code_key = _PLACED.get(at) if self.code else None
        for index, row in enumerate(rows):
            if code_key is None or _related(row[code_key], self.code):
                yield index, row

    def _refuse(self, by: Path, expectation: str) -> None:
        self.problems.append(self.child.place_of(by).problem(expectation))


def _identity_of(rows: Any) -> str | None:
    """The key by which rows of an inherited (sound) list are told apart, or None: such a list is replaced."""
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        return None
    return next((name for name in _IDENTITIES if all(isinstance(row.get(name), str) for row in rows)), None)


def _related(code: str, place: str) -> bool:
    """Whether an area lies in a place or above it."""
    return code.startswith(place) or place.startswith(code)
