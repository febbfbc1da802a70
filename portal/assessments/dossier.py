"""All that the page of an assessment shows and offers: scores with their grounds, judgements, objections, signatures, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.evidence import EvidenceLink, links_of
from portal.assessments.freezing import shown
from portal.assessments.hearing import signable_from, unheard
from portal.assessments.history import events_of
from portal.assessments.judging import judges_of, may_withdraw, methods_of
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.papers import assessments_of
from portal.assessments.people import is_oneself, may_judge_as, speaks_for
from portal.assessments.proceedings import AssessmentAppeal, AssessmentEvent, AssessmentJudgement
from portal.assessments.rules import AppealState, AssessmentState, Deed, Judge, Source
from portal.assessments.scoring import TYPED, verdicts_of
from portal.assessments.sections import section_of
from portal.assessments.signing import Signing, next_post, posts_of, signing_of
from portal.assessments.wording import coverage_text
from portal.foundation.audit import actor_now
from portal.foundation.clock import today

May = Callable[[str], bool]
"""Whether the person holds a verb of this screen."""


@dataclass(frozen=True)
class Line:
    """One indicator: `said` as it is shown, the links of its figures, its judgements, and as whom the person may judge it."""

    id: int
    said: dict[str, Any]
    links: tuple[EvidenceLink, ...]
    judgements: tuple[AssessmentJudgement, ...]
    judges: tuple[Judge, ...]
    methods: tuple[str, ...]
    typed: bool
    withdrawable: frozenset[int]
    """Ids of the judgements that the reader may take back."""
    recorded: frozenset[int]
    """Ids of those that somebody wrote down for others."""
    replaced: bool
    """Whether a person put the score in place of what the data say."""

    @property
    def share(self) -> int | None:
        """The score in percent of the full score."""
        score = self.said["score"]
        return None if score is None else round(float(score) / float(self.said["full"]) * 100)

    @property
    def usual(self) -> Judge:
        """As whom one judges unless one says otherwise: residents last, since their number must be given."""
        return next((each for each in self.judges if each != Judge.RESIDENTS), self.judges[0])


@dataclass(frozen=True)
class Dossier:
    """The page."""

    said: dict[str, Any]
    lines: tuple[Line, ...]
    indicators: tuple[AssessmentIndicator, ...]
    appeals: tuple[AssessmentAppeal, ...]
    posts: tuple[str, ...]
    events: tuple[AssessmentEvent, ...]
    signed_off: bool
    """Whether the plan names who signs, so that the last signature makes it final."""
    reader: str
    """Who looks at it."""
    own: bool
    told: bool
    final: bool
    next_post: str | None
    judging: bool
    speaking: bool
    objecting: bool
    answering: bool
    waits: str
    """Why nobody may sign yet; empty when the next one may."""
    signable_from: dt.date | None
    signing: Signing | None
    """What the reader may do about the next signature; None where they have no part in it."""

    judge_name = staticmethod(Judge.label_of)
    appeal_state = staticmethod(AppealState.label_of)
    deed_name = staticmethod(Deed.label_of)

    def step(self, event: AssessmentEvent) -> str:
        """What a deed made of a score, in words; nothing for other deeds."""
        if event.deed not in (Deed.SCORE, Deed.PROPOSE, Deed.CORRECT):
            return ""
        if event.before == event.after and event.after is not None:
            return f"仍为 {event.after}"
        return f"{event.before or self._without(event, False)} → {event.after or self._without(event, True)}"

    def _without(self, event: AssessmentEvent, after: bool) -> str:
        """What no score means there: not scored yet, or without data."""
        earlier = any(each.id < event.id and each.indicator == event.indicator for each in self.events)
        typed = any(line.typed and line.said["indicator"] == event.indicator for line in self.lines)
        no_data = event.deed == Deed.CORRECT or (not typed and (after or earlier))
        return "无数据" if no_data else "尚未计分"

    @property
    def coverage(self) -> str:
        """How far the total rests on data; empty where on all indicators."""
        return coverage_text(self.said["scores"])

    @property
    def most(self) -> int:
        """The tallest band of the spread."""
        return max((band["count"] for band in self.said["distribution"]), default=0) or 1


def dossier_of(session: Session, one: Assessment, may: May) -> Dossier:
    """Everything for the page of one assessment."""
    assessments_of(session, [one.id])  # with its scores and their indicators, at once
    told, own = one.state == AssessmentState.TOLD, is_oneself(session, one)
    judging = one.state == AssessmentState.DRAFT and may("can_judge") and not own
    speaking = told and may("can_speak") and speaks_for(session, one)
    said, section = shown(session, one), section_of(session, one)
    return Dossier(
        said=said, lines=_lines(session, one, said, judging),
        indicators=tuple(row.indicator for row in one.scores), appeals=_appeals(session, one), posts=posts_of(session, one),
        events=tuple(events_of(session, one)), final=one.state == AssessmentState.FINAL,
        next_post=next_post(session, one), signed_off=bool(section and section.signers), reader=actor_now()[1],
        own=own, told=told, judging=judging, speaking=speaking,
        objecting=speaking and one.appeal_until is not None and today() <= one.appeal_until,
        answering=told and may("can_answer") and not own, waits=unheard(session, one) if told else "",
        signable_from=signable_from(one),
        signing=signing_of(session, one, actor_now()[1]) if told and may("can_sign") and not own else None,
    )  # fmt: skip


def _lines(session: Session, one: Assessment, all_said: dict[str, Any], judging: bool) -> tuple[Line, ...]:
    said = {row["indicator"]: row for row in all_said["scores"]}
    given = verdicts_of(session, [one])
    own = may_judge_as(session, one) if judging else frozenset()
    rows = sorted(one.scores, key=lambda row: (row.indicator.position, row.id))
    return tuple(
        _line(session, row, said[row.indicator.name], tuple(given.get(row.id, ())), own)
        for row in rows
        if row.indicator.name in said
    )


def _line(
    session: Session, row: AssessmentScore, said: dict[str, Any], given: tuple[AssessmentJudgement, ...], own: frozenset[Judge]
) -> Line:  # fmt: skip
    judges = tuple(each for each in judges_of(session, row) if each in own) if own else ()
    typed = row.indicator.source == Source.MANUAL
    reader = actor_now()[1]
    own_given = frozenset(each.id for each in given if may_withdraw(session, each, own, reader))
    return Line(
        row.id, said, links_of(row), given, judges, methods_of(session, row) if judges else (), typed, own_given,
        frozenset((row.evidence or {}).get("recorded", ())), TYPED in (row.evidence or {}),
    )  # fmt: skip


def _appeals(session: Session, one: Assessment) -> tuple[AssessmentAppeal, ...]:
    found = select(AssessmentAppeal).where(AssessmentAppeal.assessment_id == one.id).order_by(AssessmentAppeal.id)
    return tuple(session.scalars(found))
