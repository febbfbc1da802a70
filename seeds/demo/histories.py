"""Chains of transitions for made-up issues, each step legal in the plan's workflow.

What a chain wants next may not be possible where an issue stands (some plans sort every issue before anybody works on it): then
the steps that lead there come first.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from seeds.demo.calendar import later
from seeds.demo.matters import Matter
from seeds.sections.workflow import STANDARD, Workflow, WorkStep

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
    "register": "已登记，待分流。",
    "assign": "请按职责办理，并在时限内反馈。",
    "reopen": "群众对办理结果不满意，退回重办。",
    "close": "回访完毕，予以办结归档。",
    "classify": "已按类别分流。",
    "accept": "已受理。",
}
_REVISIT_NOTES = {
    "satisfied": "回访当事人，表示满意。",
    "neutral": "回访当事人，表示基本满意。",
    "dissatisfied": "回访当事人，认为问题没有彻底解决。",
}


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One transition. `action`: register or an effect of the workflow; `step` and `label`: key and name of its step; `actor` is a
    member's key.

    `department` is set on assign, `outcome` on handle, `satisfaction` on revisit, else None."""

    action: str
    at: datetime
    actor: str
    state_after: str
    note: str
    department: str | None = None
    outcome: str | None = None
    satisfaction: str | None = None
    step: str | None = None
    label: str = "登记"


def draw_history(
    rng: Random,
    story: str,
    start: datetime,
    matter: Matter,
    actors: dict[str, str],
    outcomes: tuple[str, ...],
    *,
    flow: Workflow = STANDARD,
) -> tuple[DemoStep, ...]:
    """The chain of a story, from `start`; a dissatisfied revisit stands exactly before each reopening.

    `outcomes`: keys of the ways in which an issue may end. A matter that no department looks after is never assigned."""
    chain = [action for action in _CHAINS[story] if action != "assign" or matter.department is not None]
    register = DemoStep("register", start, actors["register"], flow.initial.key, _NOTES["register"])
    steps, at = [register], start
    for wanted, following in zip(chain[1:], (*chain[2:], ""), strict=False):
        outcome = rng.choices(outcomes, [_OUTCOME_SHARES.get(key, 5) for key in outcomes])[0]
        satisfaction = "dissatisfied" if following == "reopen" else rng.choices(("satisfied", "neutral"), (85, 15))[0]
        for step in _towards(flow, wanted, steps[-1].state_after):
            at = later(rng, at, *_DELAYS.get(step.effect, (0, 0)))
            steps.append(
                _taken(step, steps[-1].state_after, at, matter, actors, outcome=outcome, satisfaction=satisfaction)
            )
    return tuple(steps)


def _towards(flow: Workflow, effect: str, state: str, passed: frozenset[str] = frozenset()) -> list[WorkStep]:
    """The step with this effect, after those that sort or accept an issue first. Raises ValueError where none leads to it."""
    found = next((step for step in flow.steps_from(state) if step.effect == effect), None)
    if found:
        return [found]
    for step in flow.steps_from(state):
        if step.effect in ("classify", "accept") and step.target and step.target not in passed | {state}:
            return [step, *_towards(flow, effect, step.target, passed | {state})]
    raise ValueError(f"no way to {effect} from {state}")


def _taken(
    step: WorkStep, state: str, at: datetime, matter: Matter, actors: dict[str, str], *, outcome: str, satisfaction: str
) -> DemoStep:
    notes = {**_NOTES, "handle": matter.handling, "revisit": _REVISIT_NOTES[satisfaction]}
    return DemoStep(
        action=step.effect,
        at=at,
        actor=actors.get(step.effect, actors["assign"]),
        state_after=step.target or state,
        note=notes[step.effect],
        department=matter.department if step.effect == "assign" else None,
        outcome=outcome if step.effect == "handle" else None,
        satisfaction=satisfaction if step.effect == "revisit" else None,
        step=step.key,
        label=step.name,
    )
