"""Fields of a town's own: which there are on a kind of record, and whether what stands in them is sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from flask_appbuilder import Model
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.foundation.errors import refuse
from portal.foundation.extra import WithExtra
from portal.plans.current import profile_or_none
from seeds.sections.fields import SUBJECTS, CustomField, Subject


def custom_fields(session: Session, table: str, retired: bool = False) -> tuple[CustomField, ...]:
    """The fields that the profile in force gives to the records of this table; empty for other tables and without a profile.

    The tables bear the names of the profile's subjects. `retired`: also those that are only kept."""
    profile = profile_or_none(session) if table in SUBJECTS else None
    if profile is None:
        return ()
    return tuple(field for field in profile.fields.of(cast(Subject, table)) if retired or not field.retired)


def asked_of(field: CustomField, kind: str | None, level: str | None = None) -> bool:
    """Whether the field is asked of a record of this kind; of a grid on this level, or on any while there is none yet."""
    return (not field.kinds or kind in field.kinds) and (not field.levels or level is None or level in field.levels)


def level_ids(session: Session, field: CustomField) -> tuple[str, ...]:
    """The ids by which forms know the levels that a field of grids is for; empty when it is for all."""
    level = Model.metadata.tables["grid_level"]
    rows = session.scalars(select(level.c.id).where(level.c.key.in_(field.levels))) if field.levels else ()
    return tuple(str(each) for each in rows)


def holds_in(field: CustomField, areas: Mapping[str, str], path: str | None) -> bool:
    """Whether the field is asked of records in a grid with this path; `areas`: see `area_paths`. Without a path, of all."""
    if not field.areas or path is None:
        return True
    return any(path.startswith(areas[code]) for code in field.areas if code in areas)


def met_in(field: CustomField, areas: Mapping[str, str], paths: Sequence[str]) -> bool:
    """Whether who keeps the grids below these paths has to do with the field: one of its areas lies in or above them."""
    held = [areas[code] for code in field.areas if code in areas]
    return not field.areas or any(area.startswith(own) or own.startswith(area) for area in held for own in paths)


def area_paths(session: Session, fields: Iterable[CustomField]) -> dict[str, str]:
    """Official code -> path of its grid, for all areas that these fields are bound to; areas without a grid are left out.

    Asks the table: who is asked may not see the grid of the town that a field belongs to."""
    codes = {code for field in fields for code in field.areas}
    grid = Model.metadata.tables["grid"]
    rows = session.execute(select(grid.c.code, grid.c.path).where(grid.c.code.in_(codes))) if codes else ()
    return {row.code: row.path for row in rows}


def extra_problems(
    fields: tuple[CustomField, ...], extra: dict[str, Any], kind: str | None, level: str | None = None
) -> list[tuple[str, str]]:
    """All that is wrong with the values there are, each as a sentence and the attribute it is about; an unknown key is wrong too.

    What is required and missing is no such fault: records older than a field stay as they are (`missing_problems`)."""
    known = {field.key: field for field in fields}
    found = [(f"没有名为“{key}”的自定义字段", f"x_{key}") for key in extra if key not in known]
    judged = [
        known[key] for key in extra if key in known and not known[key].retired and asked_of(known[key], kind, level)
    ]
    problems = ((field, field.problem_with(extra[field.key])) for field in judged)
    return found + [(f"{field.name}{problem}", field.attribute) for field, problem in problems if problem]


def missing_problems(
    fields: tuple[CustomField, ...], extra: dict[str, Any], kind: str | None, level: str | None = None
) -> list[tuple[str, str]]:
    """What a record of this kind and level lacks of what is required, each as a sentence and the attribute it is about."""
    asked = (field for field in fields if field.key not in extra and not field.retired and asked_of(field, kind, level))
    return [(problem, field.attribute) for field in asked if (problem := field.problem_with(None))]


@event.listens_for(Session, "before_flush")
def _check_extra(session: Session, _context: Any, _instances: Any) -> None:
    """No record is stored with values its profile does not know."""
    for item in [*session.new, *session.dirty]:
        if not isinstance(item, WithExtra) or not item.extra:
            continue
        fields = custom_fields(session, item.__tablename__, retired=True)
        refuse(*extra_problems(fields, item.extra, getattr(item, "kind", None)))
