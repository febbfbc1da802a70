"""Checks that tie one section to another: unique keys, keys that must exist, what tables are filled with.

They run on raw data, not on models, so that a broken reference is reported together with a misspelt key elsewhere."""

from collections.abc import Iterator
from typing import Any

from seeds.keys import CATEGORIES, QUESTIONS, REFERENCES, UNIQUE, Finding, Path, Reference, values_at
from seeds.table_keys import unknown_in_tables


def check_references(data: Any) -> list[Finding]:
    """Every repeated key, dangling reference and circular parent in raw profile data; tolerant of broken structure."""
    findings = [finding for pattern in UNIQUE for finding in _repeated(data, pattern)]
    findings += [finding for reference in REFERENCES for finding in _dangling(data, reference)]
    return (
        findings
        + list(unknown_in_tables(data))
        + list(_circular(data))
        + list(_unraisable(data))
        + list(_misplaced(data))
    )


def _repeated(data: Any, pattern: tuple[str, ...]) -> Iterator[Finding]:
    # Indicators of two schemes may share a key: values are compared within their own list only.
    seen: set[tuple[Path, str]] = set()
    for path, value in values_at(data, pattern):
        place = (path[:-2], value)
        if place in seen:
            yield Finding(path, f"“{value}”重复，同一列表内应唯一")
        seen.add(place)


def _dangling(data: Any, reference: Reference) -> Iterator[Finding]:
    known = {value for _, value in values_at(data, reference.target)}
    for path, value in values_at(data, reference.source):
        if value not in known:
            choices = "、".join(sorted(known)) or "（尚未定义任何一项）"
            yield Finding(path, f"没有名为“{value}”的{reference.noun}，可用：{choices}")


def _circular(data: Any) -> Iterator[Finding]:
    codes = {path[:-1]: value for path, value in values_at(data, (*CATEGORIES, "code"))}
    parents = {
        codes[path[:-1]]: (path, value)
        for path, value in values_at(data, (*CATEGORIES, "parent"))
        if path[:-1] in codes
    }
    for code, (path, parent) in parents.items():
        trail, above = {code}, parent
        while above in parents and above not in trail:
            trail.add(above)
            above = parents[above][1]
        if above == code:
            yield Finding(path, f"诉求类别“{code}”的上级绕回了自己")


def _unraisable(data: Any) -> Iterator[Finding]:
    """Issues are registered in the leaves of the category tree: a question that raises one must name a leaf."""
    parents = {value for _, value in values_at(data, (*CATEGORIES, "parent"))}
    for path, value in values_at(data, (*QUESTIONS, "raises")):
        if value in parents:
            yield Finding(path, f"诉求类别“{value}”下面还有小类，登记时只能选小类，请写其中一个小类")


def _misplaced(data: Any) -> Iterator[Finding]:
    """The code of an area begins with that of the area it lies under."""
    codes = {path[:-1]: value for path, value in values_at(data, ("areas", "*", "code"))}
    for path, above in values_at(data, ("areas", "*", "under")):
        code = codes.get(path[:-1], above)
        if not code.startswith(above):
            yield Finding(path, f"编码“{code}”应以上级区域的编码“{above}”开头")
