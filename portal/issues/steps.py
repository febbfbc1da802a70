"""The page on which a person takes a step with an issue, or hands several to a department at once."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.issues import forms, rules, services
from portal.issues.models import Department, Issue, IssueEvent
from portal.issues.rules import Action, Step
from portal.visits.rules import Satisfaction
from portal.web.formatters import by_label
from portal.web.parameters import MAX_PAGE_SIZE, identity
from portal.web.views import show_refusal


class StepPages:
    """The part of the screen of issues that takes steps. The role's verb of a step is the name of its action."""

    appbuilder: Any
    datamodel: Any
    _base_filters: Any
    render_template: Any

    def may(self, action: str) -> bool:
        """Whether the person's roles hold the verb of this step."""
        return bool(self.appbuilder.sm.has_access(action, "IssueView"))

    @expose("/step/<string:pks>/<string:action>", methods=["GET", "POST"])
    @has_access
    @permission_name("show")
    def step(self, pks: str, action: str) -> Any:
        """Show the form of a step, or take it. `pks`: one id; several, with commas, for assigning."""
        if action not in {step.action for step in rules.WORKFLOW}:
            raise BadParameter("没有这个办理步骤")
        if not self.may(action):
            raise OutOfScope(f"您没有「{Action(action).label}」的权限")
        issues = self._issues(pks, action)
        step = _common_step(issues, action)
        statement = select(Department).where(Department.retired.is_(False)).order_by(Department.code)
        departments = list(db.session.scalars(statement.options(selectinload(Department.staff))))
        first = issues[0]
        form = forms.step_form(step, departments, first.department or first.category.department)
        status = 200
        if form.is_submitted():
            if form.validate() and self._take(issues, step, form, departments):
                _remark_desk(issues[0], step)
                return _afterwards(issues)
            status = 422
        page = self.render_template(
            "issues/step.html", issues=issues, form=form, title=step.action.label, state_tag=by_label(rules.IssueState)
        )
        return page, status

    def _issues(self, pks: str, action: str) -> list[Issue]:
        ids = [identity(text) for text in dict.fromkeys(pks.split(","))]
        if len(ids) > MAX_PAGE_SIZE or (len(ids) > 1 and action != Action.ASSIGN):
            raise BadParameter("一次处理的诉求太多")
        return [self.datamodel.get(pk, self._base_filters) or abort(404) for pk in ids]

    def _take(self, issues: list[Issue], step: Step, form: forms.StepForm, departments: list[Department]) -> bool:
        """Take the step with all of them or with none."""
        facts = forms.facts_of(form, departments)
        try:
            for issue in issues:
                services.take_step(db.session(), issue, step.action, facts)
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            show_refusal(form, refusal)
            return False
        return True


def _common_step(issues: list[Issue], action: str) -> Step:
    """The row of the workflow for all of these issues. Raises `Refusal` naming the first that cannot take it."""
    for issue in issues:
        problem = rules.step_problem(action, issue.state)
        if problem:
            raise Refusal(f"{issue.number}:{problem}")
    step = rules.step_for(action, issues[0].state)
    assert step is not None
    return step


def said_of_step(issue: Issue, last: IssueEvent) -> str:
    """What the last step came to, as the person who took it is told."""
    match last.action:
        case Action.ASSIGN:
            return f"已交办给「{last.department_name}」,期限 {issue.due_on}"
        case Action.HANDLE:
            return "已答复,待回访"
        case Action.REVISIT:
            return f"已回访:{Satisfaction.label_of(last.satisfaction)}"
        case Action.CLOSE:
            return "已销号"
        case _:
            return f"已退回重办,期限 {issue.due_on}"


def _remark_desk(issue: Issue, step: Step) -> None:
    problem = forms.desk_problem(issue.department) if step.action == Action.ASSIGN else None
    if problem:
        flash(problem, "warning")


def _afterwards(issues: list[Issue]) -> Response:
    if len(issues) > 1:
        flash(f"已交办 {len(issues)} 件诉求", "success")
        return redirect(url_for("IssueView.list"))
    flash(f"{issues[0].number} {said_of_step(issues[0], issues[0].history[-1])}", "success")
    return redirect(url_for("IssueView.show", pk=issues[0].id))
