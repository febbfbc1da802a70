"""What must hold before a visit is written: its home, who was met, what is known of the absent, and the answers of its checklist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal, refuse
from portal.foundation.identity import phone_problem
from portal.plans.current import profile_or_none
from portal.plans.judging import profile_numbered, profile_then
from portal.visits import checklists
from portal.visits.admitting import way_problems
from portal.visits.models import Visit
from portal.visits.rules import AWAY, REACHED, VisitWay, next_problem, visit_problem
from seeds.schema import Profile
from seeds.sections.checklists import Checklist

ONE_HOME = "请选择住户或单位，二者选一"
ABSENCE = ("phone", "since", "address", "occupation", "until", "contact")


def check_visit(session: Session, visit: Visit) -> None:
    """Raise `Refusal` with everything that is wrong, each on its field; tidy what people leave untidy."""
    if (visit.household is None) == (visit.establishment is None):
        raise Refusal(ONE_HOME, "household")
    visit.note, visit.wishes = _tidy(visit.note), _tidy(visit.wishes)
    refuse(
        visit_problem(visit.visited_on, visit.way, visit.satisfaction, today()),
        next_problem(visit.visited_on, visit.next_on),
        _met_problem(visit),
        *_absence_problems(visit),
        *way_problems(session, visit),
        *_answers_problems(session, visit),
    )


def checklist_named(profile: Profile | None, key: str | None) -> Checklist | None:
    """The checklist with this key, or None."""
    return next((each for each in profile.checklists if each.key == key), None) if profile else None


def checklist_of(session: Session, visit: Visit) -> Checklist | None:
    """The checklist of a visit as it was when the visit was made; None without one, or when no version knows it any more."""
    if not visit.checklist:
        return None
    profile = profile_then(session, visit) or profile_or_none(session)
    return checklist_named(profile, visit.checklist)


def parted(answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The answers of the visit's own checklist, and those of others by reference (`<version>/<key>`): a home where two campaigns ask
    different things is visited once. Others are kept as `<version>/<key>/<question>`."""
    own: dict[str, Any] = {}
    others: dict[str, dict[str, Any]] = {}
    for key, value in answers.items():
        reference, slash, question = str(key).rpartition("/")
        if slash:
            others.setdefault(reference, {})[question] = value
        else:
            own[key] = value
    return own, others


def checklist_at(session: Session, reference: str) -> Checklist | None:
    """The checklist of a reference, as its version of the profile has it; None when there is none."""
    number, _, key = reference.partition("/")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        return None
    profile = profile_numbered(session, int(number)) if int(number) else profile_or_none(session)
    return checklist_named(profile, key)


def met_problem(way: str, met: Collection[object]) -> tuple[str, str] | None:
    """Nobody can be met where nobody was reached."""
    return (f"“{VisitWay.label_of(way)}”时没有见到人，请清空“见到的人”", "met") if met and way not in REACHED else None


def _met_problem(visit: Visit) -> tuple[str, str] | None:
    problem = met_problem(visit.way, visit.met)
    if problem:
        return problem
    strangers = [each.name for each in visit.met if visit.household is None or each.household_id != visit.household.id]
    return (f"{'、'.join(strangers)}不在这一户，请重新勾选", "met") if strangers else None


def _absence_problems(visit: Visit) -> Iterator[tuple[str, str]]:
    absence = visit.absence
    if absence is None:
        return
    for name in ("phone", "address", "occupation", "contact"):
        setattr(absence, name, _tidy(getattr(absence, name)))
    if all(getattr(absence, name) is None for name in ABSENCE):
        visit.absence = None
        return
    yield from absence_problems(visit.way, {name: getattr(absence, name) for name in ABSENCE})


def absence_problems(way: str, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with what is known of the absent (by the items of `ABSENCE`), each with its field."""
    if not any(known.values()):
        return
    if way not in AWAY:
        yield f"“{VisitWay.label_of(way)}”时不填不在家的情况", "absence"
    problem = phone_problem(known["phone"]) if known["phone"] else None
    if problem:
        yield f"外出联系{problem}", "absence_phone"
    if known["since"] and known["since"] > today():
        yield "外出时间不能晚于今天", "absence_since"
    if known["since"] and known["until"] and known["until"] < known["since"]:
        yield "预计返回日期早于外出时间", "absence_until"
    for name, label, longest in (("address", "现住地址", 200), ("occupation", "职业", 64), ("contact", "联系人", 64)):
        if len(known[name] or "") > longest:
            yield f"{label}最长 {longest} 个字", f"absence_{name}"


def _answers_problems(session: Session, visit: Visit) -> list[tuple[str, str]]:
    """Answers are judged by the version that the visit is made under. An old visit whose answers stay is not judged again."""
    state: Any = inspect(visit)
    asked_anew = any(state.attrs[name].history.has_changes() for name in ("answers", "checklist", "way"))
    if state.persistent and not asked_anew:
        return []
    if not visit.checklist:
        return [("没有清单，不能填写清单的答案", "answers")] if visit.answers else []
    checklist = checklist_of(session, visit)
    if checklist is None:
        return [(f"方案里没有代号为“{visit.checklist}”的清单", "checklist")]
    answers, problems = _read(session, checklist, visit)
    if not problems:
        visit.answers = answers if visit.way in REACHED and answers else None
    return problems


def _read(session: Session, checklist: Checklist, visit: Visit) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The answers to store, and what is wrong: each on `answers.<key>`, as the answers are kept."""
    whole = visit.way == VisitWay.HOME
    own, others = parted(visit.answers or {})
    answers, wrong = checklists.read_answers(checklist, own, whole)
    problems = _placed(wrong, "")
    for reference, given in others.items():
        other = checklist_at(session, reference)
        if other is None:
            problems.append((f"没有代号为“{reference[:40]}”的清单，请刷新页面后重填", "answers"))
            continue
        read, wrong = checklists.read_answers(other, given, whole)
        answers |= {f"{reference}/{key}": value for key, value in read.items()}
        problems += _placed(wrong, f"{reference}/")
    return answers, problems


def _placed(wrong: Iterable[checklists.Problem], prefix: str) -> list[tuple[str, str]]:
    return [(sentence, f"answers.{prefix}{key}" if key else "answers") for sentence, key in wrong]


def _tidy(text: str | None) -> str | None:
    return (text or "").strip() or None
