"""The sheets of assessments: what `freezing.shown` says, as the paper lays it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.assessments.freezing import all_shown
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.places import Place, places_of
from portal.assessments.rules import AssessmentState
from portal.assessments.signing import posts_of
from portal.assessments.wording import coverage_text, day_text, load_text, period_text, sheet_title, standing_text
from portal.plans.current import profile_or_none
from reports.contexts import AssessmentSheet, Band, Objection, Peers, ScoreRow, Signature
from seeds.sections.texts import fill_placeholders

SUBJECT = "被考核人"
WHOLE = "总体结果"


def assessments_of(session: Session, ids: Sequence[int]) -> Sequence[Assessment]:
    """The visible ones of these, with all that is read of them fetched at once."""
    loads = (
        selectinload(Assessment.scores).joinedload(AssessmentScore.indicator), joinedload(Assessment.member),
        joinedload(Assessment.grid), joinedload(Assessment.scheme),
    )  # fmt: skip
    return session.scalars(select(Assessment).where(Assessment.id.in_(ids)).options(*loads)).unique().all()


def sheets_of(session: Session, ids: Sequence[int], day: dt.date) -> dict[int, AssessmentSheet]:
    """The sheets by assessment id, printed on `day`; what is out of sight is left out."""
    found = assessments_of(session, ids)
    places = places_of(session, found, day)
    said = all_shown(session, found)
    return {one.id: _sheet(session, one, said[one.id], places[one.id], day) for one in found}


def score_rows(said: Mapping[str, Any]) -> tuple[ScoreRow, ...]:
    """The lines of a sheet from what is shown of an assessment."""
    return tuple(
        ScoreRow(
            name=row["indicator"], weight=f"{row['weight']}%", full=Decimal(row["full"]), score=points(row["score"]),
            basis=row["standard"], note=row["note"] or "", raw=points(row["raw"]), evidence=row["evidence"],
            waiting=bool(row.get("waiting")),
        )
        for row in said["scores"]
    )  # fmt: skip


def points(written: str | None) -> Decimal | None:
    """A figure as it is kept; None is no data."""
    return None if written is None else Decimal(written)


def centre_of(session: Session, town: str) -> str:
    """What the centre of a town is called by the plan."""
    profile = profile_or_none(session)
    return fill_placeholders(profile.texts.centre, {"town": town}) if profile else town


def _sheet(session: Session, one: Assessment, said: Mapping[str, Any], place: Place, day: dt.date) -> AssessmentSheet:
    subject = said["subject"]
    names = [name.split("/") for name in subject["places"]] or [list(place.names)]
    town = names[0][0] if names[0] else ""
    return AssessmentSheet(
        town=town, title=sheet_title(town, said["scheme"]), period_text=period_text(said["period"]), person=subject["name"],
        role=subject["post"] or place.post, grid="、".join("".join(each[1:]) or town for each in names), rows=score_rows(said),
        total=points(said["total"]), grade=said["grade_name"], comment=said["comment"] or "", history=_history(said),
        peers=_peers(said), signatures=_signatures(session, one, said, centre_of(session, town)), date_text=day_text(day),
        load=load_text(said["load"]), reply=said["reply"] or "", objections=tuple(map(_objection, said["appeals"])),
        standing=standing_text(said["state"], said["assessed_on"]), remarks=_remarks(said),
    )  # fmt: skip


def _remarks(said: Mapping[str, Any]) -> tuple[str, ...]:
    """What must be known to read the total and the grade."""
    return tuple(f"{each}。" for each in (coverage_text(said["scores"]), said.get("quota")) if each)


def _history(said: Mapping[str, Any]) -> tuple[tuple[str, Decimal | None], ...]:
    """Earlier results and this one, from old to new."""
    earlier = [(period_text(each["period"]), points(each["total"])) for each in said["trend"]]
    return (*earlier, (period_text(said["period"]), points(said["total"])))


def _peers(said: Mapping[str, Any]) -> Peers:
    unit = "人" if said["subject"]["kind"] == "member" else "个网格"
    return Peers(unit, tuple(Band(each["name"], each["count"], each["own"]) for each in said["distribution"]))


def _signatures(session: Session, one: Assessment, said: Mapping[str, Any], centre: str) -> tuple[Signature, ...]:
    """Who was assessed, who has signed, the places of those who have not, and the seal."""
    signed = [
        Signature(
            each["post"],
            each["name"],
            day_text(dt.date.fromisoformat(each["on"])),
            each["note"] or "",
            each.get("recorder") or "",
        )
        for each in said["signatures"]
    ]
    open_ = () if said["state"] == AssessmentState.FINAL else posts_of(session, one)[len(signed) :]
    return (Signature(SUBJECT), *signed, *map(Signature, open_), Signature(f"{centre}（盖章）"))


def _objection(said: Mapping[str, Any]) -> Objection:
    return Objection(said["raised_on"], said["indicator"] or WHOLE, said["reason"], said["state"], said["answer"] or "")
