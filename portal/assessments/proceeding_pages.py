"""The part of the screen of assessments that judges, speaks, objects, answers, corrects and signs: each a small form on the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import abort, redirect, request, url_for
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
from portal.foundation.errors import Refusal, Refusals, each_of, refuse_all
from portal.foundation.once import Repeated
from portal.web.once import take_once
from portal.web.parameters import identity
from portal.web.said import number, text, whole, yes_or_no
from portal.web.told import answer_at, tell

Answer = Response | tuple[str, int]
_LINE = "score-"
"""The place of an indicator on the page, before its id."""
_SAID = ("value", "method", "note")
"""The fields that say something of an indicator once they are filled in; the others have a usual value."""


class ProceedingPages(ModelView):
    """Every route takes one step and goes back to the page; what stands against it is said there."""

    @expose("/judge/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("judge")
    def judge(self, pk: str) -> Answer:
        """Give scores for all indicators that were filled in, for oneself or for people who were asked: all or none."""
        one = self._one(identity(pk))
        filled = [score for score in one.scores if any(request.form.get(f"{name}-{score.id}") for name in _SAID)]

        def step(session: Session, by: str) -> None:
            if not filled:
                raise Refusal("还没有填写分数")
            services.must_take_scores(session, one)
            try:
                refuse_all(*(partial(_judge, session, score, by) for score in filled))
            except Refusal as refusal:
                wrong = each_of(refusal)
                raise Refusals(
                    [*wrong, Refusal(f"有 {len(wrong)} 项需要改正，改好后再保存；各项都还没有保存")]
                ) from refusal

        return self._taken(one.id, step, f"已保存 {len(filled)} 项评分", "judging")

    @expose("/withdraw/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("judge")
    def withdraw(self, pk: str) -> Answer:
        """Take a judgement back."""
        row = db.session.get(AssessmentJudgement, identity(pk)) or abort(404)
        one, anchor = self._one(row.row.assessment_id), f"score-{row.score_id}"
        return self._taken(one.id, lambda session, by: judging.withdraw(session, row, by), "已撤回评分", anchor)

    @expose("/recount/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("recount")
    def recount(self, pk: str) -> Answer:
        """Use what the data say in place of what was typed; for who may count."""
        score = self._score(pk)
        done = f"“{score.indicator.name}”已改用数据分"
        return self._taken(
            score.assessment_id, lambda session, by: services.recount(session, score, by), done, f"score-{score.id}"
        )

    @expose("/reply/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("speak")
    def reply(self, pk: str) -> Answer:
        """What who was assessed says."""
        one = self._one(identity(pk))

        def step(session: Session, by: str) -> None:
            settling.reply(session, one, text("reply") or "", by)

        return self._taken(one.id, step, "本人意见已保存", "reply")

    @expose("/appeal/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("speak")
    def appeal(self, pk: str) -> Answer:
        """Object to one indicator or to the whole."""
        one, about = self._one(identity(pk)), request.form.get("indicator", "")

        def step(session: Session, by: str) -> None:
            indicator = session.get(AssessmentIndicator, identity(about)) if about else None
            settling.appeal(session, one, indicator, text("reason") or "", by)

        return self._taken(one.id, step, "申诉已提交，等待答复", "appeals")

    @expose("/answer/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("answer")
    def answer(self, pk: str) -> Answer:
        """Answer an objection."""
        row = db.session.get(AssessmentAppeal, identity(pk)) or abort(404)
        one = self._one(row.assessment_id)

        def step(session: Session, by: str) -> None:
            settling.answer(session, row, yes_or_no("uphold", "请选择采纳或不采纳"), text("answer") or "", by)

        done = "已答复；采纳的请在该项上更正分数" if request.form.get("uphold") == "y" else "已答复"
        return self._taken(one.id, step, done, f"appeal-{row.id}")

    @expose("/correct/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("answer")
    def correct(self, pk: str) -> Answer:
        """Change a score after it was told, with the reason."""
        score = self._score(pk)

        def step(session: Session, by: str) -> str:
            value = number("value", "分数") if request.form.get("value", "").strip() else None
            voided = settling.correct(session, score, value, text("reason") or "", by)
            return f"已更正；原有的 {voided} 个签字作废，请重新签字" if voided else "已更正"

        return self._taken(score.assessment_id, step, "已更正", f"score-{score.id}")

    @expose("/sign/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("sign")
    def sign(self, pk: str) -> Answer:
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

    def _taken(self, pk: int, step: Callable[[Session, str], str | None], done: str, place: str) -> Answer:
        """Take the step once and commit; what came of it is said at that place of the page. What is refused is said there too, or at
        the line that it names, with everything as it was typed."""
        session = db.session()
        try:
            with committed(session):
                take_once(as_filled=True)
                said = step(session, actor_now()[1])
            tell(place, said or done)
        except Repeated as repeated:
            tell(place, repeated.message, "warning")
        except Refusal as refusal:
            for each in each_of(refusal):
                line = (each.field or "").startswith(_LINE)
                tell(str(each.field) if line else place, each.message, "danger")
            answer_at(place)
            return self.show(pk), refusal.status
        return redirect(f"{url_for('AssessmentView.show', pk=pk)}#told-{place}")


def _judge(session: Session, score: AssessmentScore, by: str) -> None:
    """What the page says of one indicator. Raises `Refusal` on its line."""
    said, key = request.form, str(score.id)
    try:
        judging.judge(
            session, score, judge=said.get(f"judge-{key}", ""), value=number(f"value-{key}", "分数"),
            people=whole(f"people-{key}", "人数"), method=said.get(f"method-{key}") or None, note=text(f"note-{key}"), by=by,
        )  # fmt: skip
    except Refusal as refusal:
        raise Refusal(f"“{score.indicator.name}”：{refusal.message}", _LINE + key) from refusal
