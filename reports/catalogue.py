"""The designs on the shelf: one folder each, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.assessment_reports import AssessmentReport
from reports.contexts import AssessmentSheet, Card, Letter, TableSheet
from reports.delivery_papers import Cover, MailingList
from reports.errors import DesignFault
from reports.fonts import FACES
from reports.grid_maps import GridMapSheet
from reports.notices import Badge, Board, Handbook, Leaflet

SHELF = Path(__file__).parent / "designs"
_CONTEXTS: Mapping[str, type[Any]] = {
    one.__name__: one
    for one in (
        Letter, Card, AssessmentSheet, TableSheet, Badge, Board, Handbook, Leaflet, Cover, MailingList, GridMapSheet,
        AssessmentReport,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Design:
    """One folder of `designs/`.

    `paper` is one of `imposition.LAYOUTS`, "booklet", or whatever the design's own `@page` says; more than `most` pages for one
    context are refused, 0 refuses none; `wording` are default paragraphs.
    `slots` are the fields that differ from addressee to addressee: contexts equal in all others share one laid-out page.
    """

    key: str
    name: str
    paper: str
    most: int
    description: str
    context: type[Any]
    faces: tuple[str, ...]
    wording: tuple[str, ...]
    slots: tuple[str, ...]
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
            most=int(said.get("most", 0)),
            description=said["description"],
            context=_CONTEXTS[said["context"]],
            faces=tuple(said.get("faces", FACES)),
            wording=tuple(said.get("wording", ())),
            slots=tuple(said.get("slots", ())),
            html=(SHELF / key / "page.html").read_text("utf-8"),
            css=(SHELF / key / "page.css").read_text("utf-8"),
        )
    except (KeyError, OSError) as error:
        raise DesignFault(f"打印样式“{key}”不完整：{error}") from error


def _filled(paragraph: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        paragraph = paragraph.replace("{" + name + "}", value)
    return paragraph
