"""Chains of transitions for made-up issues; the only order in which steps may follow each other."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from seeds.demo.calendar import later
from seeds.demo.matters import Matter

_STATE_AFTER = {
    "register": "registered",
    "assign": "assigned",
    "handle": "handled",
    "revisit": "handled",
    "reopen": "reopened",
    "close": "closed",
}
_ONCE = ("register", "assign", "handle", "revisit")
_CHAINS = {
    "registered": _ONCE[:1],
    "assigned": _ONCE[:2],
    "handled": _ONCE[:3],
    "revisited": _ONCE,
    "reopened": (*_ONCE, "reopen"),
    "closed": (*_ONCE, "close"),
    "closed_after_reopening": (*_ONCE, "reopen", "assign", "handle", "revisit", "close"),
}
_OUTCOME_SHARES = {"solved": 80, "partly": 9, "explained": 9, "rejected": 2}
# Days between a step and the one before it.
_DELAYS = {"assign": (0, 1), "handle": (0, 4), "revisit": (1, 3), "reopen": (0, 1), "close": (0, 2)}
_NOTES = {
    "register": "已登记，转镇中心分流。",
    "assign": "请按职责办理，并在时限内反馈。",
    "reopen": "群众对办理结果不满意，退回重办。",
    "close": "回访完毕，予以办结归档。",
}
_REVISIT_NOTES = {
    "satisfied": "回访当事人，表示满意。",
    "neutral": "回访当事人，表示基本满意。",
    "dissatisfied": "回访当事人，认为问题没有彻底解决。",
}


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One transition. `action`: register, assign, handle, revisit, reopen or close; `actor` is a member's key.

    `department` is set on assign, `outcome` on handle, `satisfaction` on revisit, else None."""

    action: str
    at: datetime
    actor: str
    state_after: str
    note: str
    department: str | None = None
    outcome: str | None = None
    satisfaction: str | None = None


def draw_history(
    rng: Random, story: str, start: datetime, matter: Matter, actors: dict[str, str], outcomes: tuple[str, ...]
) -> tuple[DemoStep, ...]:
    """The chain of a story, from `start`; a dissatisfied revisit stands exactly before each reopening.

    `outcomes`: keys of the ways in which an issue may end. A matter that no department looks after is never assigned."""
    chain = [action for action in _CHAINS[story] if action != "assign" or matter.department is not None]
    steps: list[DemoStep] = []
    at = start
    for action, following in zip(chain, (*chain[1:], None), strict=True):
        at = later(rng, at, *_DELAYS[action]) if action in _DELAYS else at
        outcome = rng.choices(outcomes, [_OUTCOME_SHARES.get(key, 5) for key in outcomes])[0]
        satisfaction = "dissatisfied" if following == "reopen" else rng.choices(("satisfied", "neutral"), (85, 15))[0]
        steps.append(_step(action, at, matter, actors[action], outcome, satisfaction))
    return tuple(steps)


def _step(action: str, at: datetime, matter: Matter, actor: str, outcome: str, satisfaction: str) -> DemoStep:
    notes = {**_NOTES, "handle": matter.handling, "revisit": _REVISIT_NOTES[satisfaction]}
    return DemoStep(
        action=action,
        at=at,
        actor=actor,
        state_after=_STATE_AFTER[action],
        note=notes[action],
        department=matter.department if action == "assign" else None,
        outcome=outcome if action == "handle" else None,
        satisfaction=satisfaction if action == "revisit" else None,
    )
