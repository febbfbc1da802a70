"""The life of an issue by its workflow, and what is overdue: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from portal.foundation.choices import Choice
from portal.visits.rules import CONTENT, Satisfaction
from seeds.sections.workflow import Effect, Workflow, WorkStep


class Stage(Choice):
    """What a state of the workflow amounts to, whatever the plan calls it. “Closed” is not “solved”: see `Outcome`."""

    NEW = "new", "待分流"
    WORKING = "working", "办理中"
    PAUSED = "paused", "暂停计时"
    ANSWERED = "answered", "待回访"
    CLOSED = "closed", "已销号"


class Outcome(Choice):
    """What came of an issue."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "已解释说明"
    REJECTED = "rejected", "不予受理"


USUAL_SOURCE = "visit"
"""How an issue comes in before any profile names sources."""


class Action(Choice):
    """What is done with an issue: the effects of a workflow's steps, and deeds that leave it where it stands."""

    REGISTER = "register", "登记"
    SOLVE = "solve", "当场办结"
    CLASSIFY = "classify", "分类定级"
    ASSIGN = "assign", "交办"
    PASS_UP = "pass_up", "上报上级"
    HAND_DOWN = "hand_down", "退回下级"
    ACCEPT = "accept", "受理"
    HANDLE = "handle", "办理答复"
    REVISIT = "revisit", "回访"
    CLOSE = "close", "销号"
    REOPEN = "reopen", "退回重办"
    PAUSE = "pause", "暂停计时"
    RESUME = "resume", "恢复办理"
    URGE = "urge", "督办"
    ASK_EXTENSION = "ask_extension", "申请延期"
    EXTEND = "extend", "准予延期"
    DENY_EXTENSION = "deny_extension", "不予延期"
    MERGE = "merge", "并入"
    LINK = "link", "关联"
    UNLINK = "unlink", "取消关联"
    ATTACH = "attach", "添加附件"
    HAND_OVER = "hand_over", "交外部平台"


EFFECTS: tuple[str, ...] = get_args(Effect)
"""The actions that are steps of a workflow; each is a verb of the roles."""
ANSWERS = (Action.SOLVE, Action.HANDLE)
"""The actions after which people wait to be asked."""
OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
RUNNING = (Stage.NEW, Stage.WORKING)
"""The stages in which the clock runs."""


def step_for(flow: Workflow, word: str, state: str) -> WorkStep | None:
    """The step that starts in this state, by its key, or where `word` is an effect the first step of it; None where none does."""
    step = flow.step(word)
    if step and state in step.sources:
        return step
    return flow.step_with(word, state) if word in EFFECTS else None  # type: ignore[arg-type]


def is_known(flow: Workflow, word: str) -> bool:
    """Whether any step answers to this word."""
    return flow.step(word) is not None or word in EFFECTS


def step_problem(flow: Workflow, word: str, state: str, state_name: str) -> str | None:
    """Why this step cannot be taken in this state, in words that name what can; nothing when it can."""
    if step_for(flow, word, state):
        return None
    possible = "、".join(dict.fromkeys(each.name for each in flow.steps_from(state)))
    now_possible = f"现在可以：{possible}" if possible else "现行流程里这个状态没有可办的步骤"
    return f"{unfit(flow, word, state_name)}；{now_possible}"


def unfit(flow: Workflow, word: str, state_name: str) -> str:
    """That this step does not start in this state, without what could be done instead."""
    step = flow.step(word)
    return f"诉求目前是“{state_name}”，不能“{step.name if step else Action.label_of(word)}”"


_USUAL: dict[str, tuple[Action, ...]] = {
    Stage.NEW: (Action.ASSIGN, Action.ACCEPT, Action.SOLVE, Action.PASS_UP, Action.CLASSIFY),
    Stage.WORKING: (Action.ACCEPT, Action.HANDLE, Action.ASSIGN, Action.PASS_UP, Action.CLASSIFY),
    Stage.PAUSED: (Action.RESUME,),
    Stage.ANSWERED: (Action.REVISIT, Action.CLOSE),
}
"""In each stage the effects that bring an issue on, what usually comes next first. Nothing usually comes after closing."""


def main_step(stage: str, satisfaction: str | None, possible: Sequence[WorkStep]) -> WorkStep | None:
    """Of the steps that somebody may take, the one the issue waits for; None where it waits for nothing of theirs.

    `satisfaction`: what the revisit after the last answer found; who was content is not asked again, the issue is closed. A
    revisit that leads to another state (acceptance first, then the people) still comes before.
    """
    usual = _USUAL.get(stage, ())
    if satisfaction in CONTENT:
        possible = [each for each in possible if each.effect != "revisit" or each.target not in (None, *each.sources)]
    return next((each for effect in usual for each in possible if each.effect == effect), None)


def closing_left(flow: Workflow, state: str, stage: str, satisfaction: str | None) -> WorkStep | None:
    """The step that closes an issue about which people have been asked and are content, where its state does not tell so: the
    revisit left it where the answer had put it. None for every other issue."""
    leads_here = any(
        each.effect == "revisit" and each.target == state and state not in each.sources for each in flow.steps
    )
    if stage != Stage.ANSWERED or satisfaction not in CONTENT or leads_here:
        return None
    return flow.step_with("close", state)


def is_overdue(stage: str, due_on: dt.date | None, now: dt.datetime, due_at: dt.datetime | None = None) -> bool:
    """Whether an issue that is still being worked on has passed its day, or its minute where the limit is in hours. The one
    overdue rule, on screen and on paper."""
    if stage not in RUNNING or due_on is None:
        return False
    return now > due_at if due_at else now.date() > due_on


def is_step_overdue(stage: str, step_due_on: dt.date | None, today: dt.date) -> bool:
    """Whether an issue has stayed in its present state, or at its present level, longer than it may."""
    return stage in RUNNING and step_due_on is not None and today > step_due_on


def closing_problem(closing: str, outcome: str | None, satisfaction: str | None, note: str) -> str | None:
    """Why an answered issue may not be closed yet, or nothing.

    `closing`: what the plan calls it. `satisfaction`: what the revisit after the last answer found, if there was one; a
    dissatisfied one has reopened the issue. What was only explained or rejected need not please anybody, but then the closing must
    say why it ends here.
    """
    if satisfaction in (Satisfaction.SATISFIED, Satisfaction.NEUTRAL):
        return None
    if satisfaction == Satisfaction.DISSATISFIED:
        return f"回访不满意，不能{closing}；请退回重办"
    if outcome not in (Outcome.EXPLAINED, Outcome.REJECTED):
        return f"还没有回访，不能{closing}；请先回访当事人"
    return None if note else f"没有回访就{closing}的，请填写{closing}理由"


class Progress(NamedTuple):
    """Where an issue stands, and what people said of its last answer."""

    state: str
    stage: str
    satisfaction: str | None


class Handling(NamedTuple):
    """Who deals with an issue: the department it was given to, the usual one of its category, and the level that holds it."""

    progress: Progress
    department: str | None
    usual: str | None
    holder: str | None


def since_answered(actions: Sequence[str]) -> int:
    """From which deed of a history on somebody has to know what was said before they go on: from the last answer, without one from
    the last time it was given to somebody, else from its registration."""
    for wanted in (ANSWERS, (Action.ASSIGN, Action.PASS_UP, Action.HAND_DOWN)):
        found = [place for place, action in enumerate(actions) if action in wanted]
        if found:
            return found[-1]
    return 0


def is_at_desk(flow: Workflow, state: str, stage: str) -> bool:
    """Whether an issue in this state lies with the department it was given to: not once it is answered, nor while it lies with
    the level that it was passed up to."""
    passed = any(each.effect == "pass_up" and each.target == state for each in flow.steps)
    given = any(
        each.effect == "assign" and (each.target == state or (each.target is None and state in each.sources))
        for each in flow.steps
    )
    return stage in (Stage.WORKING, Stage.PAUSED) and (given or not passed)


@dataclass(frozen=True)
class Due:
    """The day by which an issue is to be handled, the minute where there is one, and whether that has passed."""

    day: dt.date | None
    overdue: bool
    at: dt.datetime | None = None
