"""What every point rests on: a sentence with the figures, and links that open the very rows they were counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.assessments.marks import Verdict, mean_of, plain
from portal.assessments.models import AssessmentScore
from portal.assessments.proceedings import AssessmentJudgement
from portal.assessments.rules import Judge, Source
from portal.figures.grounds import Ground
from portal.figures.openings import opening
from portal.figures.wording import measure_names
from portal.visits.rules import Rate
from seeds.sections.assessment import Indicator

NO_DATA = "没有可统计的数据，不计分，也不算零分"
NOT_JUDGED = "还没有评分"
NOT_COUNTED = "尚未按数据计分"


@dataclass(frozen=True)
class EvidenceLink:
    """One number with the list that opens from it; no address where the person may not open that list."""

    name: str
    count: int
    address: str | None


def links_of(score: AssessmentScore) -> tuple[EvidenceLink, ...]:
    """A link for every number that was counted."""
    ground = _ground(score)
    if ground is None:
        return ()
    found, names = [], _names(score)
    for each in (score.evidence or {}).get("counts", ()):
        top, bottom = each["of"]
        found.append(EvidenceLink(names[each["denominator"]], bottom, opening(each["denominator"], ground)))
        address = opening(each["numerator"], ground, among=each["denominator"])
        found.append(EvidenceLink(names[each["numerator"]], top, address))
    return tuple(found)


def sentence_of(score: AssessmentScore, judged: Sequence[AssessmentJudgement], item: Indicator | None) -> str:
    """In words: what was counted, who judged, what the load and the caps made of it, and what was corrected."""
    evidence: dict[str, Any] = score.evidence or {}
    names = _names(score)
    parts = [_counted(each, names) for each in evidence.get("counts", ())]
    if not parts and score.denominator:  # counted before what it opens was kept
        parts.append(Rate(score.numerator or 0, score.denominator).text)
    recorded = frozenset[int](evidence.get("recorded", ()))
    parts += [_judged(judge, judged, recorded) for judge in dict.fromkeys(each.judge for each in judged)]
    corrected, typed = evidence.get("corrected"), evidence.get("typed")
    before = Decimal(corrected["before"]) if corrected and corrected["before"] else None
    shown = before if corrected else score.score
    if shown is None and not parts:
        parts.append(score.note or _lacking(score))
    elif shown is None:
        parts.append(NO_DATA)
    elif typed:
        told = f"改填 {shown:.1f} 分（满分 {plain(score.indicator.full_score)}，{typed['by']}填）"
        parts.append(told + (f"，{score.note}" if score.note else ""))
    else:
        parts.append(_reckoned(score, shown, evidence, item, typed=not parts))
    if corrected:
        after = "无数据" if score.score is None else f"{score.score:.1f} 分"
        parts.append(f"更正为 {after}：{corrected['reason']}")
    return "；".join(parts) + "。"


def _lacking(score: AssessmentScore) -> str:
    """Why there is no score and nothing to say of it."""
    if score.indicator.source == Source.MANUAL:
        return NOT_JUDGED
    return NOT_COUNTED if score.denominator is None else NO_DATA


def _names(score: AssessmentScore) -> dict[str, str]:
    """What the plan calls the measures."""
    session = Session.object_session(score)
    assert session is not None
    return measure_names(session)


def _counted(count: dict[str, Any], names: dict[str, str]) -> str:
    top, bottom = count["of"]
    share = Rate(top, bottom).percent
    ratio = f"（{share}%）" if share is not None else ""
    return f"{names[count['denominator']]} {bottom}，其中{names[count['numerator']]} {top}{ratio}"


def _judged(judge: str, judged: Sequence[AssessmentJudgement], recorded: frozenset[int]) -> str:
    own = [each for each in judged if each.judge == judge]
    people = sum(each.people for each in own)
    mean = mean_of([Verdict(judge, each.score, each.people) for each in own])
    methods = "、".join(dict.fromkeys(each.method for each in own if each.method))
    how = f"，{methods}" if methods else ""
    by = "、".join(dict.fromkeys(each.given_by for each in own if each.id in recorded))
    return f"{Judge.label_of(judge)}评 {mean:.1f} 分（{people} 人{how}{f'，{by}代录' if by else ''}）"


def _reckoned(
    score: AssessmentScore, shown: Decimal, evidence: dict[str, Any], item: Indicator | None, *, typed: bool
) -> str:
    full = f"满分 {plain(score.indicator.full_score)}"
    if typed:
        return f"评 {shown:.1f} 分（{full}）" + (f"，{score.note}" if score.note else "")
    if score.raw is None or evidence.get("corrected"):
        return f"得 {shown:.1f} 分（{full}）"
    factor = evidence.get("factor")
    lifted = f"，工作量超过中位数，乘以 {Decimal(factor):.4f}" if factor else ""
    bound = Decimal(str(item.ceiling)) if item else score.indicator.full_score
    least = Decimal(str(item.least)) if item else Decimal(0)
    held = (
        f"，按上限 {plain(bound)} 计"
        if shown == bound
        else f"，按下限 {plain(least)} 计"
        if least and shown == least
        else ""
    )
    return f"折合 {score.raw:.1f} 分（{full}）{lifted}{held}，得 {shown:.1f} 分"


def _ground(score: AssessmentScore) -> Ground | None:
    evidence, assessment = score.evidence or {}, score.assessment
    if not evidence.get("counts"):
        return None
    first, last = (dt.date.fromisoformat(evidence[key]) for key in ("first", "last"))
    grid = assessment.grid.path if assessment.grid else ""
    return Ground(first, last, grid=grid, member_id=assessment.member_id)
