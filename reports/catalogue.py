"""The designs on the shelf: one folder each, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.contexts import (
    AssessmentSheet,
    Band,
    Card,
    Context,
    Letter,
    Peers,
    ScoreRow,
    SheetGroup,
    SheetHead,
    TableSheet,
)
from reports.errors import DesignFault
from reports.fonts import FACES

SHELF = Path(__file__).parent / "designs"
_CONTEXTS: Mapping[str, type[Any]] = {
    "Letter": Letter, "Card": Card, "AssessmentSheet": AssessmentSheet, "TableSheet": TableSheet,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Design:
    """One folder of `designs/`.

    `paper` is "A4" or "A4-10" (ten cards a sheet); `single` refuses a second page; `wording` are default paragraphs.
    """

    key: str
    name: str
    paper: str
    single: bool
    description: str
    context: type[Any]
    faces: tuple[str, ...]
    wording: tuple[str, ...]
    html: str
    css: str

    def words(self, **values: str) -> tuple[str, ...]:
        """The default paragraphs with {town}-like places filled from `values`; unknown places stay as they are."""
        return tuple(_filled(paragraph, values) for paragraph in self.wording)


@cache
def available_designs() -> tuple[Design, ...]:
    """Every design, in order of its folder's name."""
    return tuple(load_design(folder.parent.name) for folder in sorted(SHELF.glob("*/design.yaml")))


@cache
def load_design(key: str) -> Design:
    """The design of that folder name; raises DesignFault when there is none or its design.yaml is wrong."""
    if key not in {folder.parent.name for folder in SHELF.glob("*/design.yaml")}:
        raise DesignFault(f"没有名为“{key}”的打印样式。")
    said = yaml.safe_load((SHELF / key / "design.yaml").read_text("utf-8"))
    try:
        return Design(
            key=key,
            name=said["name"],
            paper=said["paper"],
            single=bool(said.get("single", False)),
            description=said["description"],
            context=_CONTEXTS[said["context"]],
            faces=tuple(said.get("faces", FACES)),
            wording=tuple(said.get("wording", ())),
            html=(SHELF / key / "page.html").read_text("utf-8"),
            css=(SHELF / key / "page.css").read_text("utf-8"),
        )
    except (KeyError, OSError) as error:
        raise DesignFault(f"打印样式“{key}”不完整：{error}") from error


def sample(key: str) -> Context:
    """The made-up context of the design's sample.yaml, for previews and tests."""
    design = load_design(key)
    said = yaml.safe_load((SHELF / key / "sample.yaml").read_text("utf-8"))
    if design.context is AssessmentSheet:
        said = _sheet_values(said)
    elif design.context is TableSheet:
        said = _table_values(said)
    elif "body" in {field.name for field in fields(design.context)} and "body" not in said:
        said["body"] = design.words(**{name: value for name, value in said.items() if isinstance(value, str)})
    context: Context = design.context(**{name: _frozen(value) for name, value in said.items()})
    return context


def _filled(paragraph: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        paragraph = paragraph.replace("{" + name + "}", value)
    return paragraph


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _sheet_values(said: dict[str, Any]) -> dict[str, Any]:
    peers = said["peers"]
    bands = tuple(Band(_decimal(low), _decimal(high), people) for low, high, people in peers.pop("bands"))
    people, unit = peers.pop("people"), peers.pop("unit")
    figures = {name: _decimal(value) for name, value in peers.items()}
    return said | {
        "rows": _score_rows(said["rows"]),
        "total": _maybe(said["total"]),
        "history": tuple((period, _maybe(total)) for period, total in said["history"]),
        "peers": Peers(people=people, unit=unit, bands=bands, **figures),
    }


def _table_values(said: dict[str, Any]) -> dict[str, Any]:
    return said | {
        "upper": tuple(SheetHead(*head) for head in said["upper"]),
        "lower": tuple(SheetHead(*head) for head in said["lower"]),
        "groups": tuple(SheetGroup(title, tuple(map(tuple, rows))) for title, rows in said["groups"]),
    }


def _score_rows(rows: Sequence[dict[str, Any]]) -> tuple[ScoreRow, ...]:
    return tuple(ScoreRow(**row | {"full": _decimal(row["full"]), "score": _maybe(row["score"])}) for row in rows)


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))


def _maybe(value: object) -> Decimal | None:
    return None if value is None else _decimal(value)
