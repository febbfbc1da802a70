"""What the columns and conditions of tables refer to: rates, fields, categories and the like, over plain data."""

from collections.abc import Iterator
from typing import Any, get_args

from seeds.keys import Finding, Path, values_at
from seeds.sections.campaigns import VisitWay
from seeds.sections.tables import FIELDS_OF, TableSubject

_RATES = ("rates", "*", "key")
_CARE = ("care_categories", "*", "code")
_LEDGERS = ("ledgers", "*", "key")
_CLASSES = ("casework", "classes", "*", "key")
_CATEGORY = ("casework", "categories", "*", "code")
_ESTABLISHMENTS = ("establishment_kinds", "*", "key")

Targets = tuple[tuple[str, ...], ...]
COLUMNS: dict[str, tuple[Targets, str]] = {
    "rate": ((_RATES,), "率"),
    "issues": ((_CATEGORY, _CLASSES), "诉求类别或分级"),
    "closed": ((_CATEGORY, _CLASSES), "诉求类别或分级"),
    "open": ((_CATEGORY, _CLASSES), "诉求类别或分级"),
    "residents": ((_CARE,), "关爱类别"),
    "establishments": ((_ESTABLISHMENTS,), "单位类别"),
    "visits": ((), "走访方式"),
}
"""{source of a column: what its argument refers to, and the word for it}."""
FILTERS: dict[str, tuple[Targets, str]] = {
    "way": ((), "走访方式"),
    "ledger": ((_LEDGERS,), "台账"),
    "care": ((_CARE,), "关爱类别"),
    "kind": ((_ESTABLISHMENTS, ("grid_kinds", "*", "key")), "单位或网格类别"),
    "class": ((_CLASSES,), "诉求分级"),
    "category": ((_CATEGORY,), "诉求类别"),
    "outcome": ((("casework", "outcomes", "*", "key"),), "办理结果"),
    "source": ((("casework", "sources", "*", "key"),), "诉求来源"),
    "object": ((("campaigns", "*", "objects", "*", "key"),), "走访对象"),
}
"""{condition of `only`: what its argument refers to, and the word for it}."""


def unknown_in_tables(data: Any) -> Iterator[Finding]:
    """Every argument of a column or a condition that the profile does not have, and every sensitive field as a column."""
    for path, source in values_at(data, ("tables", "*", "columns", "*", "source")):
        if source.startswith("field:"):
            yield from _wrong_field(data, path, source.removeprefix("field:"))
        else:
            yield from _unknown(data, path, source, COLUMNS)
    for path, condition in values_at(data, ("tables", "*", "only", "*")):
        yield from _unknown(data, path, condition, FILTERS)


def _unknown(data: Any, path: Path, written: str, table: dict[str, tuple[Targets, str]]) -> Iterator[Finding]:
    name, _, argument = written.partition(":")
    if not argument or name not in table:
        return
    targets, noun = table[name]
    known = (
        {value for target in targets for _, value in values_at(data, target)} if targets else set(get_args(VisitWay))
    )
    if argument not in known:
        yield Finding(path, f"没有代号为“{argument}”的{noun}，可用：{_listed(known)}")


def _wrong_field(data: Any, path: Path, key: str) -> Iterator[Finding]:
    """`path` leads to the source of a column of a table, which says by its subject whose fields it can show."""
    subject = data["tables"][path[1]].get("subject")
    if subject not in get_args(TableSubject):
        return
    subjects = FIELDS_OF.get(subject, ())
    known = {
        value: data["fields"][each][at[2]]
        for each in reversed(subjects)
        for at, value in values_at(data, ("fields", each, "*", "key"))
    }
    shown = {name for name, field in known.items() if field.get("sensitive") is not True}
    if key in known and key not in shown:
        yield Finding(path, f"自定义字段“{key}”是敏感的（sensitive），不能列入报表")
    elif key not in known:
        yield Finding(path, f"这种报表没有代号为“{key}”的自定义字段，可用：{_listed(shown)}")


def _listed(known: set[str]) -> str:
    return "、".join(sorted(known)) or "（尚未定义任何一项）"
