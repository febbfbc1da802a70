"""The forms of what is done with an issue besides the steps of its workflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_appbuilder.forms import DynamicForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field, validators

from portal.foundation.choices import Choice
from portal.foundation.errors import Refusal
from portal.issues import files, links, supervision
from portal.issues.facts import record
from portal.issues.forms import FilesField, sent_files
from portal.issues.models import Issue
from portal.issues.rules import Action
from portal.web.fields import radio_field
from portal.web.plain_fields import TextArea, TextField, WholeField

OFFERED = "chosen"
"""The field with the number of the one chosen among those offered."""


class Decision(Choice):
    """On a request for more time."""

    GRANTED = "granted", "准予延期"
    DENIED = "denied", "不予延期"


@dataclass(frozen=True)
class Deed:
    """One deed: its verb of the roles, its name, its fields, and what it does with the checked form."""

    verb: str
    name: str
    fields: dict[str, Callable[[], Field]]
    do: Callable[[Session, Issue, Any], object]
    icon: str = "fa-circle-o"


def form_of(deed: Deed) -> DynamicForm:
    """The form, filled from the request when one was sent."""
    made = {name: make() for name, make in deed.fields.items()}
    form: DynamicForm = type("DeedForm", (DynamicForm,), made)()
    if "other" in form and not form.is_submitted():
        form.other.data = request.args.get("other", "")[:20]
    return form


def _note(label: str, must: bool = True) -> Callable[[], Field]:
    needed = [validators.InputRequired(message=f"请填写{label}")] if must else [validators.Optional()]
    too_long = validators.Length(max=500, message=f"{label}最多 500 字")
    return lambda: TextArea(label=label, validators=[*needed, too_long], column="note")


def _number(label: str) -> Callable[[], Field]:
    needed = validators.InputRequired(message=f"请填写{label}")
    return lambda: TextField(label=label, validators=[needed], column="number", description="诉求列表里的编号")


def _another(label: str) -> Callable[[], Field]:
    """The number of one that is not among those offered (`candidates`)."""
    may_be_empty = [validators.Optional()]
    return lambda: TextField(label=label, validators=may_be_empty, column="number", description="诉求列表里的编号")


def _days() -> Field:
    needed = validators.InputRequired(message="请填写延长几个工作日")
    return WholeField("延长（工作日）", validators=[needed], description=f"1 到 {supervision.MOST_DAYS}")


def _other(session: Session, form: Any) -> Issue:
    """The one that was chosen or whose number was typed."""
    chosen, typed = request.form.get(OFFERED, ""), (form.other.data or "").strip()
    number = chosen or typed
    if not number:
        raise Refusal("请选一件诉求，或填写它的编号", "other")
    if typed not in ("", number):
        raise Refusal(f"上面选了 {chosen}，这里又填了 {typed}，请只留一件", "other")
    found = session.scalars(select(Issue).where(Issue.number == number)).one_or_none()
    if found is None:
        raise Refusal(f"没有编号为“{number}”的诉求，或不在您的管辖范围内", "other")
    return found


def _attach(session: Session, issue: Issue, form: Any) -> None:
    uploads = files.checked(sent_files())
    if not uploads:
        raise Refusal("请选择要添加的文件", "files")
    event = record(session, issue, Action.ATTACH, issue.state, form.note.data or "")
    files.attach(session, issue, event, uploads)


DEEDS = {
    "urge": Deed("urge", "督办", {"note": _note("督办要求")}, lambda s, i, f: supervision.urge(s, i, f.note.data or ""), "fa-bell"),
    "ask_extension": Deed(
        "ask_extension", "申请延期", {"days": _days, "note": _note("延期理由")},
        lambda s, i, f: supervision.ask_extension(s, i, f.days.data or 0, f.note.data or ""), "fa-clock-o",
    ),
    "decide_extension": Deed(
        "decide_extension", "审批延期", {"decision": lambda: radio_field(Decision, "审批意见"), "note": _note("说明", must=False)},
        lambda s, i, f: supervision.decide_extension(s, i, f.decision.data == Decision.GRANTED, f.note.data or ""), "fa-gavel",
    ),
    "merge": Deed(
        "merge", "并入另一件", {"other": _another("并入哪一件（编号）"), "note": _note("说明", must=False)},
        lambda s, i, f: links.merge(s, i, _other(s, f), f.note.data or ""), "fa-compress",
    ),
    "link": Deed(
        "link", "关联另一件", {"other": _another("与哪一件关联（编号）")}, lambda s, i, f: links.link(s, i, _other(s, f)), "fa-link",
    ),
    "unlink": Deed(
        "link", "取消关联", {"other": _number("取消与哪一件的关联（编号）")}, lambda s, i, f: links.unlink(s, i, _other(s, f)),
        "fa-unlink",
    ),
    "attach": Deed("attach", "添加附件", {"files": lambda: FilesField(must=True), "note": _note("说明", must=False)}, _attach, "fa-paperclip"),
}  # fmt: skip
