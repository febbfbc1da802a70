"""The panel of assessments on the desks: one's own that was told, objections to answer, signatures that are due."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from portal.assessments import waiting
from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState, period_name
from portal.desk.parts import Panel, Row, link, searched
from portal.foundation.audit import actor_now

ROWS = 5


def assessments(session: Session) -> list[Panel]:
    """What of assessments waits for the person signed in; no panel while nothing does."""
    rows = [*_own(session), *_objections(session), *_signatures(session)]
    return [Panel("考核待办", rows, "")] if rows else []


def _own(session: Session) -> list[Row]:
    if not _may("can_speak"):
        return []
    return [
        Row(
            f"{'您' if each.member else each.grid}的 {period_name(each.period)}考核已反馈",
            f"{each.appeal_until} 前（含当日）可填写意见或申诉" if each.appeal_until else "可填写意见",
            _page(each.id, "reply"),
            (("待本人意见", "waiting"),),
        )
        for each in waiting.to_speak(session)
    ]


def _objections(session: Session) -> list[Row]:
    if not _may("can_answer"):
        return []
    found = waiting.to_answer(session)
    rows = [
        Row(f"{count} 件申诉待答复", _told(each), _page(each.id, "appeals"), (("待答复", "overdue"),))
        for each, count in found[:ROWS]
    ]
    return [*rows, *_more(len(found), "有申诉待答复")]


def _signatures(session: Session) -> list[Row]:
    if not _may("can_sign"):
        return []
    found = waiting.to_sign(session, actor_now()[1])
    rows = [
        Row(f"考核待您以“{each.post}”签字", _told(each.assessment), _page(each.assessment.id, "signatures"), (("待签字", "waiting"),))
        for each in found[:ROWS]
    ]  # fmt: skip
    return [*rows, *_more(len(found), "待您签字")]


def _more(number: int, what: str) -> list[Row]:
    told = searched("AssessmentView", state=AssessmentState.TOLD.value)
    return [Row(f"另有 {number - ROWS} 份考核{what}", "", told)] if number > ROWS else []


def _told(assessment: Assessment) -> str:
    return f"{assessment.member or assessment.grid} · {period_name(assessment.period)} · {assessment.scheme}"


def _page(number: int, place: str) -> str:
    return f"{link('AssessmentView', 'show', pk=number)}#{place}"


def _may(verb: str) -> bool:
    """Whether the person signed in may open such pages and take this step there."""
    manager = current_app.extensions["appbuilder"].sm
    return link("AssessmentView") is not None and bool(manager.has_access(verb, "AssessmentView"))
