"""Samples on made-up data, for places that have none yet: the design's own sample with the text of the town laid into it."""

from __future__ import annotations

import dataclasses
from typing import Any

from portal.wordings.rules import WordingKind
from reports.contexts import Context
from seeds.sections.base import Section
from seeds.sections.texts import fill_placeholders

MADE_UP = {
    "town": "样例镇", "village": "样例村", "grid": "第一网格", "head": "王样例", "address": "样例村南街18号", "member": "李样例",
    "phone": "13900000000", "hotline": "12345", "centre": "样例镇网格化服务管理中心", "centre_phone": "0557-5020000",
}  # fmt: skip
"""Made up, and called so."""
_FIELDS: dict[WordingKind, dict[str, str]] = {
    WordingKind.LETTER: {"title": "title", "salutation": "salutation", "paragraphs": "body", "signature": "signer"},
    WordingKind.CARD: {"title": "title", "duties": "duties", "footer": "footer"},
    WordingKind.BADGE: {"title": "title", "note": "note"},
    WordingKind.LEAFLET: {"title": "title", "chapters": "chapters", "footer": "footer"},
    WordingKind.BOARD: {"title": "title", "services": "services", "footer": "footer"},
    WordingKind.HANDBOOK: {"title": "title", "chapters": "chapters"},
    WordingKind.GRID_MAP: {"title": "title"},
}
"""Field of the text -> field of the context."""


def specimen(kind: WordingKind, design: str, section: Section) -> Context:
    """The made-up context of a design with a town's text in it."""
    from reports.samples import sample

    context: Any = sample(design)
    texts = {there: _filled(getattr(section, here)) for here, there in _FIELDS[kind].items()}
    return dataclasses.replace(context, **texts)  # type: ignore[no-any-return]


def _filled(value: Any) -> Any:
    from reports.notices import Chapter

    if isinstance(value, tuple):
        return tuple(_filled(one) for one in value)
    if isinstance(value, Section):
        said: Any = value
        return Chapter(_filled(said.heading), _filled(said.paragraphs))
    return fill_placeholders(value, MADE_UP) if value else ""
