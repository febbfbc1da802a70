"""The part of the screen of assessments that judges, speaks, objects, answers, corrects and signs: each a small form on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.assessments import judging, services, settling, signing
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.proceedings import AssessmentAppeal, AssessmentJudgement
from portal.foundation.audit import actor_now
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.once import Repeated
from portal.web.once import take_once
from portal.web.parameters import identity
from portal.web.said import number, text, whole, yes_or_no


class ProceedingPages(ModelView):
    """Every route takes one step and goes back to the page; what stands against it is said there."""

    @expose("/judge/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("judge")
    def judge(self, pk: str) -> Response:
        """Give a score for one indicator, for oneself or for people who were asked."""
        score = self._score(pk)
        said = request.form

        def step(session: Session, by: str) -> None:
            judging.judge(
                session, score, judge=said.get("judge", ""), value=number("value", "分数"), people=whole("people", "人数"),
                method=said.get("method") or None, note=text("note"), by=by,
            )  # fmt: skip

        return self._taken(score.assessment_id, step, f"“{score.indicator.name}”的评分已保存", f"score-{score.id}")

    @expose("/withdraw/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("judge")
    def withdraw(self, pk: str) -> Response:
        """Take a judgement back."""
        row = db.session.get(AssessmentJudgement, identity(pk)) or abort(404)
        one, anchor = self._one(row.row.assessment_id), f"score-{row.score_id}"
        return self._taken(one.id, lambda session, by: judging.withdraw(session, row, by), "已撤回评分", anchor)

    @expose("/recount/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("recount")
    def recount(self, pk: str) -> Response:
        """Use what the data say in place of what was typed; for who may count."""
        score = self._score(pk)
        done = f"“{score.indicator.name}”已改用数据分"
        return self._taken(
            score.assessment_id, lambda session, by: services.recount(session, score, by), done, f"score-{score.id}"
        )

    @expose("/reply/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("speak")
    def reply(self, pk: str) -> Response:
        """What who was assessed says."""
        one = self._one(identity(pk))

        def step(session: Session, by: str) -> None:
            settling.reply(session, one, text("reply") or "", by)

        return self._taken(one.id, step, "本人意见已保存", "reply")

    @expose("/appeal/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("speak")
    def appeal(self, pk: str) -> Response:
        """Object to one indicator or to the whole."""
        one, about = self._one(identity(pk)), request.form.get("indicator", "")

        def step(session: Session, by: str) -> None:
            indicator = session.get(AssessmentIndicator, identity(about)) if about else None
            settling.appeal(session, one, indicator, text("reason") or "", by)

        return self._taken(one.id, step, "申诉已提交，等待答复", "appeals")

    @expose("/answer/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("answer")
    def answer(self, pk: str) -> Response:
        """Answer an objection."""
        row = db.session.get(AssessmentAppeal, identity(pk)) or abort(404)
        one = self._one(row.assessment_id)

        def step(session: Session, by: str) -> None:
            settling.answer(session, row, yes_or_no("uphold", "请选择采纳或不采纳"), text("answer") or "", by)

        done = "已答复；采纳的请在该项上更正分数" if request.form.get("uphold") == "y" else "已答复"
        return self._taken(one.id, step, done, "appeals")

    @expose("/correct/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("answer")
    def correct(self, pk: str) -> Response:
        """Change a score after it was told, with the reason."""
        score = self._score(pk)

        def step(session: Session, by: str) -> None:
            value = number("value", "分数") if request.form.get("value", "").strip() else None
            settling.correct(session, score, value, text("reason") or "", by)

        return self._taken(score.assessment_id, step, "已更正；原有签字作废，请重新签字", f"score-{score.id}")

    @expose("/sign/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("sign")
    def sign(self, pk: str) -> Response:
        """Sign for the next post."""
        one = self._one(identity(pk))

        def step(session: Session, by: str) -> None:
            signing.sign(session, one, by, text("name") or by, text("note"))

        return self._taken(one.id, step, "已签字", "signatures")

    def _one(self, pk: int) -> Assessment:
        """The assessment, if this person sees it: as in the list."""
        found = self.datamodel.get_many([pk], self._base_filters)
        row: Assessment = found[0] if found else abort(404)
        return row

    def _score(self, pk: str) -> AssessmentScore:
        row = db.session.get(AssessmentScore, identity(pk)) or abort(404)
        self._one(row.assessment_id)
        score: AssessmentScore = row
        return score

    def _taken(self, pk: int, step: Callable[[Session, str], Any], done: str, anchor: str) -> Response:
        """Take the step once and commit, or say why not; then back to the page."""
        session = db.session()
        try:
            with committed(session):
                take_once(as_filled=True)
                step(session, actor_now()[1])
            flash(done, "success")
        except Repeated as repeated:
            flash(repeated.message, "warning")
        except Refusal as refusal:
            flash(refusal.message, "danger")
        return redirect(f"{url_for('AssessmentView.show', pk=pk)}#{anchor}")
