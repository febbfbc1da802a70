"""The page on which a person takes a step with an issue, or hands several to a department at once."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.issues import acting, files, forms, links, rules, services
from portal.issues.choosing import offer_for
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import Action
from portal.issues.tags import told_before
from portal.issues.workflow import ISSUE_STATES, workflow_of
from portal.visits.rules import Satisfaction
from portal.web.parameters import MAX_PAGE_SIZE, identity
from portal.web.views import show_refusal
from seeds.sections.workflow import WorkStep

CARRIED = "carried"
"""Marks a form that was not filled in yet: it only takes over what was typed for a step that could not be taken."""


class StepPages:
    """The part of the screen of issues that takes steps. The role's verb of a step is the name of its effect."""

    appbuilder: Any
    datamodel: Any
    _base_filters: Any
    render_template: Any

    def may(self, effect: str) -> bool:
        """Whether the person's roles hold the verb of this effect, or of this deed."""
        return bool(self.appbuilder.sm.has_access(effect, "IssueView"))

    @expose("/step/<string:pks>/<string:word>", methods=["GET", "POST"])
    @has_access
    @permission_name("show")
    def step(self, pks: str, word: str) -> Any:
        """Show the form of a step, or take it. `pks`: one id; several, with commas, for assigning. `word`: a key or an effect."""
        request.max_content_length = files.MOST * files.LARGEST + 1024 * 1024
        self._check_word(word)
        issues = self._issues(pks)
        try:
            return self._stepped(issues, self._steps(issues, word))
        except (services.OutOfTurn, OutOfScope) as refusal:
            if len(issues) > 1:
                raise
            return self._overtaken(issues[0], refusal)

    def _stepped(self, issues: list[Issue], steps: list[WorkStep]) -> Any:
        """The form, filled with what was typed for another step where the person comes from `_overtaken`; or what came of it."""
        offer = offer_for(db.session(), issues, forms.asked(steps[0]))
        form, status = forms.step_form(steps[0], offer, len(issues) > 1), 200
        if form.is_submitted() and CARRIED not in request.form:
            if form.validate() and self._take(issues, steps, form, offer):
                _remark_desk(issues[0], steps[0])
                return _afterwards(issues)
            status = 422
        page = self.render_template(
            "issues/step.html", issues=issues, form=form, title=steps[0].name,
            told=told_before(issues[0].history) if len(issues) == 1 else [],
            merged=links.merged_into(db.session(), issues[0]) if steps[0].effect == "revisit" else [],
        )  # fmt: skip
        return page, status

    def _overtaken(self, issue: Issue, refusal: Refusal) -> Any:
        """The issue went on meanwhile, in another window or by somebody else: where it stands, what the person may do now, and
        what they had typed."""
        steps = [step for step in services.possible_steps(db.session(), issue) if self.may(step.effect)]
        names = dict.fromkeys(step.name for step in steps)
        said = refusal.here if isinstance(refusal, services.OutOfTurn) else refusal.message
        page = self.render_template(
            "issues/overtaken.html", issue=issue, steps=steps, carried=CARRIED, typed=request.form.get("note", "").strip(),
            sentence=f"{said}；现在可以：{'、'.join(names)}" if names else said,
        )  # fmt: skip
        return page, refusal.status

    def _check_word(self, word: str) -> None:
        """The verb is asked before any issue is looked at."""
        flow = workflow_of(db.session())
        if not rules.is_known(flow, word):
            raise BadParameter("没有这个办理步骤")
        step = flow.step(word)
        effect = step.effect if step else word
        if not self.may(effect):
            raise OutOfScope(f"您没有“{step.name if step else Action.label_of(word)}”的权限")

    def _issues(self, pks: str) -> list[Issue]:
        ids = [identity(text) for text in dict.fromkeys(pks.split(","))]
        if len(ids) > MAX_PAGE_SIZE:
            raise BadParameter("一次处理的诉求太多")
        return [self.datamodel.get(pk, self._base_filters) or abort(404) for pk in ids]

    def _steps(self, issues: list[Issue], word: str) -> list[WorkStep]:
        """The step of each. Raises `Refusal` naming the first that cannot take it."""
        found = []
        for issue in issues:
            try:
                step = services.legal_step(db.session(), issue, word)
            except services.OutOfTurn as refusal:
                raise services.OutOfTurn(f"{issue.number}：{refusal.message}", refusal.here) from refusal
            if not self.may(step.effect):
                raise OutOfScope(f"您没有“{step.name}”的权限")
            acting.check_step(db.session(), issue, step)
            found.append(step)
        if len(found) > 1 and any(step.effect != "assign" for step in found):
            raise BadParameter("一次只能交办多件，其他步骤请逐件办理")
        return found

    def _take(self, issues: list[Issue], steps: list[WorkStep], form: forms.StepForm, offer: forms.Offer) -> bool:
        """Take the step with all of them or with none."""
        try:
            facts = forms.facts_of(form, offer)
            for issue, step in zip(issues, steps, strict=True):
                services.take_step(db.session(), issue, step.key, facts)
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            if isinstance(refusal, services.OutOfTurn | OutOfScope):
                raise
            show_refusal(form, refusal)
            return False
        return True


def said_of_step(issue: Issue, last: IssueEvent) -> str:
    """What the last step came to, as the person who took it is told."""
    match last.action:
        case Action.ASSIGN:
            return f"已交办给“{last.department_name or issue.member}”，期限 {issue.due_on}"
        case Action.SOLVE | Action.HANDLE:
            return "已答复，待回访"
        case Action.REVISIT:
            return f"已回访：{Satisfaction.label_of(last.satisfaction)}"
        case Action.CLOSE:
            return ISSUE_STATES.label_of(issue.state)
        case Action.REOPEN:
            return f"已退回重办，期限 {issue.due_on}"
        case Action.PASS_UP | Action.HAND_DOWN:
            return f"已由“{last.holder_name}”办理"
        case Action.PAUSE:
            return f"已暂停计时，到 {issue.paused_until}"
        case Action.RESUME:
            return f"已恢复办理，期限 {issue.due_on}"
        case _:
            return f"已“{last.label}”，期限 {issue.due_on}"


def _remark_desk(issue: Issue, step: WorkStep) -> None:
    problem = forms.desk_problem(issue.department) if step.effect == "assign" else None
    if problem:
        flash(problem, "warning")


def _afterwards(issues: list[Issue]) -> Response:
    if len(issues) > 1:
        flash(f"已交办 {len(issues)} 件诉求", "success")
        return redirect(url_for("IssueView.list"))
    last = db.session.scalars(
        select(IssueEvent).where(IssueEvent.issue_id == issues[0].id).order_by(IssueEvent.id.desc()).limit(1)
    ).one()
    flash(f"{issues[0].number} {said_of_step(issues[0], last)}", "success")
    seen = db.session.scalar(select(Issue.id).where(Issue.id == issues[0].id))
    return redirect(url_for("IssueView.show", pk=seen) if seen else url_for("IssueView.list"))
