"""The form of each step: what its effect and its row of the workflow ask for, a note, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from flask import request
from flask_appbuilder.forms import DynamicForm
from wtforms import Field, MultipleFileField, SelectField, validators

from portal.issues import files
from portal.issues.effects import NOBODY
from portal.issues.facts import StepFacts
from portal.issues.models import Department, IssueCategory
from portal.issues.rules import Outcome
from portal.issues.workflow import ISSUE_CLASSES, OUTCOMES
from portal.members.models import Member
from portal.visits.rules import Satisfaction
from portal.web.fields import choice_field, radio_field
from portal.web.plain_fields import DayField, SelectWidget, TextArea
from seeds.sections.workflow import WorkStep

_NOTES = {
    "solve": "办结情况", "assign": "交办意见", "handle": "办理情况", "revisit": "回访情况", "reopen": "退回理由",
    "pass_up": "上报理由", "hand_down": "退回理由", "pause": "暂停理由",
}  # fmt: skip
"""What the note of a step is called; 说明 elsewhere."""
_NOTED = frozenset({"solve", "handle", "reopen", "pause"})
"""The effects that always need a note."""
_ASKED = {
    "classify": ("category", "issue_class"), "assign": ("department", "member"), "handle": ("outcome",),
    "revisit": ("satisfaction",), "pause": ("until",),
}  # fmt: skip
"""What the effects ask for."""


@dataclass(frozen=True)
class Offer:
    """What the select boxes of a step offer."""

    departments: Sequence[Department] = ()
    members: Sequence[Member] = ()
    categories: Sequence[IssueCategory] = ()
    chosen: Department | None = None


class StepForm(DynamicForm):
    """Base of the forms made by `step_form`."""

    step: WorkStep

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything that is wrong at once: what each field says, and what the step needs of several."""
        right = bool(super().validate(extra_validators))
        missing = list(self._missing())
        for sentence, name in missing:
            self[name].errors = [*self[name].errors, sentence]
        return right and not missing

    def _missing(self) -> Iterator[tuple[str, str]]:
        if "department" in self.step.needs and not self["department"].data:
            yield "请选择承办部门", "department"
        elif self.step.effect == "assign" and not (self["department"].data or self["member"].data):
            yield NOBODY, "department"
        if "attachment" in self.step.needs and "files" in self and not sent_files():
            yield "请添加附件", "files"


def asked(step: WorkStep) -> tuple[str, ...]:
    """The fields of a step besides note and files."""
    needs = [need for need in step.needs if need in ("department", "outcome")]
    found = tuple(dict.fromkeys([*_ASKED.get(step.effect, ()), *needs]))
    return tuple(name for name in found if name != "issue_class" or ISSUE_CLASSES.options())


def step_form(step: WorkStep, offer: Offer, several: bool = False) -> StepForm:
    """The form for this step, filled from the request when one was sent. `several`: for many issues at once, without files."""
    fields: dict[str, Field] = {name: _FIELDS[name]() for name in asked(step)}
    fields["note"] = _note(step)
    if not several:
        fields["files"] = FilesField("attachment" in step.needs)
    form: StepForm = type("StepForm", (StepForm,), {**fields, "step": step})()
    _offer(form, "department", [(each.id, _department_label(each)) for each in offer.departments])
    _offer(form, "member", [(each.id, each.name) for each in offer.members])
    _offer(form, "category", [(each.id, str(each)) for each in offer.categories])
    if "department" in form and not form.is_submitted() and offer.chosen:
        form.department.data = str(offer.chosen.id)
        form.department.description = "已选上通常办理这类诉求的部门，请核对"
    return form


def desk_problem(department: Department | None) -> str | None:
    """What to do about a department that nobody can sign in for, or nothing."""
    if department is None or department.is_staffed:
        return None
    number = f"（{department.phone}）" if department.phone else ""
    return f"“{department.name}”还没有经办账号，请电话告知{number}"


def _department_label(department: Department) -> str:
    return f"{department.name}（还没有经办账号，请电话告知）" if desk_problem(department) else department.name


def facts_of(form: StepForm, offer: Offer) -> StepFacts:
    """What the person said, from a checked form. Raises `Refusal` for a file that cannot be kept."""
    said: dict[str, Any] = {field.name: field.data for field in form}
    return StepFacts(
        said.get("note") or "", _chosen(offer.departments, said.get("department")), said.get("outcome"), said.get("satisfaction"),
        category=_chosen(offer.categories, said.get("category")), issue_class=said.get("issue_class") or None,
        member=_chosen(offer.members, said.get("member")), until=said.get("until"),
        files=files.checked(sent_files() if "files" in form else []),
    )  # fmt: skip


def sent_files() -> list[tuple[str, IO[bytes]]]:
    """The files of the request, as (name, stream)."""
    return [(str(each.filename), each.stream) for each in request.files.getlist("files") if each.filename]


def _chosen(rows: Sequence[Any], key: str | None) -> Any:
    return next((each for each in rows if str(each.id) == key), None) if key else None


def _offer(form: StepForm, name: str, rows: list[tuple[int, str]]) -> None:
    if name in form:
        form[name].choices = [("", "请选择"), *((str(identity), label) for identity, label in rows)]


def _select(label: str, description: str = "") -> SelectField:
    return SelectField(label, validators=[validators.Optional()], widget=SelectWidget(), description=description)


def _outcome() -> Field:
    return choice_field(OUTCOMES, optional=False, label="办理结果", default=Outcome.SOLVED.value)


_FIELDS: dict[str, Callable[[], Field]] = {
    "department": lambda: _select("承办部门"), "member": lambda: _select("承办人", "在村里、网格里办理的，可以不选部门，选承办人"),
    "category": lambda: _select("类别", "不改类别的不选"),
    "issue_class": lambda: choice_field(ISSUE_CLASSES, optional=True, label="分类", description="不选则按类别"),
    "outcome": _outcome, "satisfaction": lambda: radio_field(Satisfaction, "满意程度"),
    "until": lambda: DayField("暂停到", validators=[validators.InputRequired(message="请填写暂停到哪一天")]),
}  # fmt: skip


def _note(step: WorkStep) -> Field:
    label = f"{step.name}说明" if step.effect == "close" else _NOTES.get(step.effect, "说明")
    must = step.effect in _NOTED or "note" in step.needs
    needed = [validators.InputRequired(message=f"请填写{label}")] if must else [validators.Optional()]
    too_long = validators.Length(max=1000, message=f"{label}最多 1000 字")
    return TextArea(label=label, validators=[*needed, too_long], column="note", description=step.note or "")


class FilesField(MultipleFileField):
    """Several files. They are no column: whoever reads the form keeps them."""

    def __init__(self, must: bool = False, **kwargs: Any) -> None:
        told = f"最多 {files.MOST} 个，每个不超过 {files.LARGEST // 1024 // 1024} MB；{files.OFFERED}"
        common = {"label": "附件", "description": f"{'必填；' if must else ''}{told}"}
        super().__init__(**{**common, "render_kw": {"accept": ",".join(files.ENDINGS.values())}, **kwargs})

    def populate_obj(self, obj: Any, name: str) -> None:
        """Nothing is put on the row."""
