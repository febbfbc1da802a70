"""The form of each step: what the workflow table says it needs, and a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_appbuilder.forms import DynamicForm
from wtforms import Field, SelectField, validators

from portal.issues.models import Department
from portal.issues.rules import Action, Outcome, Step
from portal.issues.services import StepFacts
from portal.visits.rules import Satisfaction
from portal.web.fields import choice_field, radio_field
from portal.web.plain_fields import SelectWidget, TextArea

NOTES = {
    Action.ASSIGN: "交办意见", Action.HANDLE: "办理情况", Action.REVISIT: "回访情况", Action.CLOSE: "销号说明",
    Action.REOPEN: "退回理由",
}  # fmt: skip
"""What the note of each step is called."""


class StepForm(DynamicForm):
    """Base of the forms made by `step_form`."""


def step_form(step: Step, departments: Sequence[Department], chosen: Department | None) -> StepForm:
    """The form for this row of the workflow, filled from the request when one was sent."""
    fields: dict[str, Field] = {name: _FIELDS[name]() for name in step.needs if name in _FIELDS}
    fields["note"] = _note(step)
    form: StepForm = type("StepForm", (StepForm,), fields)()
    if "department" in form:
        form.department.choices = [("", "请选择"), *((str(each.id), _department_label(each)) for each in departments)]
        if not form.is_submitted() and chosen:
            form.department.data = str(chosen.id)
    return form


def desk_problem(department: Department | None) -> str | None:
    """What to do about a department that nobody can sign in for, or nothing."""
    if department is None or any(user.active for user in department.staff):
        return None
    number = f"({department.phone})" if department.phone else ""
    return f"「{department.name}」还没有经办账号,请电话告知{number}"


def _department_label(department: Department) -> str:
    return f"{department.name}(还没有经办账号,请电话告知)" if desk_problem(department) else department.name


def facts_of(form: StepForm, departments: Sequence[Department]) -> StepFacts:
    """What the person said, from a checked form."""
    said: dict[str, Any] = {field.name: field.data for field in form}
    department = next((each for each in departments if str(each.id) == said.get("department")), None)
    return StepFacts(said.get("note") or "", department, said.get("outcome"), said.get("satisfaction"))


def _department() -> Field:
    return SelectField(
        "承办部门", validators=[validators.InputRequired(message="请选择承办部门")], widget=SelectWidget()
    )


def _outcome() -> Field:
    return choice_field(Outcome, optional=False, label="办理结果", default=Outcome.SOLVED.value)


def _satisfaction() -> Field:
    return radio_field(Satisfaction, "满意程度")


_FIELDS = {"department": _department, "outcome": _outcome, "satisfaction": _satisfaction}


def _note(step: Step) -> Field:
    label = NOTES[step.action]
    needed = [validators.InputRequired(message=f"请填写{label}")] if "note" in step.needs else [validators.Optional()]
    too_long = validators.Length(max=1000, message=f"{label}最多 1000 字")
    return TextArea(label=label, validators=[*needed, too_long], column="note")
