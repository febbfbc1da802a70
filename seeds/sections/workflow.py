"""The life of an issue as data: the states it can stand in and the steps that lead from one to another."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from seeds.sections.base import Key, Rows, Section, ShortName, Text
from seeds.sections.limits import TimeLimit

Stage = Literal["new", "working", "paused", "answered", "closed"]
Effect = Literal[
    "solve", "classify", "assign", "pass_up", "hand_down", "accept", "handle", "revisit", "close", "reopen", "pause", "resume",
]  # fmt: skip
Actor = Literal["centre", "leader", "head", "member", "helper", "department"]
Need = Literal["note", "attachment", "department", "outcome"]

_OPEN: tuple[Stage, ...] = ("new", "working")
FITTING: dict[Effect, tuple[tuple[Stage, ...], tuple[Stage, ...]]] = {
    "solve": (_OPEN, ("answered",)), "handle": (_OPEN, ("answered",)), "classify": (_OPEN, _OPEN),
    "assign": (_OPEN, ("working",)), "pass_up": (_OPEN, ("working",)), "hand_down": (_OPEN, ("working",)),
    "accept": (_OPEN, ("working",)), "pause": (_OPEN, ("paused",)), "resume": (("paused",), ("working",)),
    "revisit": (("answered",), ("answered",)), "reopen": (("answered", "closed"), ("working",)),
    "close": (("answered",), ("closed",)),
}  # fmt: skip
"""{effect: (stages it may start in, stages it may lead to)}."""
_STAGES: dict[Stage, str] = {
    "new": "待办",
    "working": "在办",
    "paused": "暂停",
    "answered": "已答复",
    "closed": "已结束",
}


class WorkState(Section):
    """Where an issue can stand. `level`: the level of the tree that deals with it there; without one it stays in the hands it is
    in, and passing up or handing down moves it one level. `limit`: how long it may stay there. `was`: its key in the version before (issues move along);
    `retired`: issues may still stand there and go on, none comes there any more."""

    key: Key
    name: ShortName
    stage: Stage
    level: Key | None = None
    limit: TimeLimit | None = None
    was: Key | None = None
    retired: bool = False


class WorkStep(Section):
    """What can be done with an issue that stands in one of `sources`; without `target` it stays where it is.

    `name`: the word on the button. `by`: who may, besides what the portal's roles allow; empty: everybody they allow it to.
    `needs`: what must be filled in beyond what the effect always needs."""

    key: Key
    name: ShortName
    effect: Effect
    sources: Rows[Key] = Field(min_length=1)
    target: Key | None = None
    by: Rows[Actor] = ()
    needs: Rows[Need] = ()
    note: Text | None = None


class Workflow(Section):
    """States, the first of which is where every issue begins, and steps. One that exists can be walked from the first state
    to every other, and from every state to a closed one."""

    states: Rows[WorkState] = Field(min_length=2)
    steps: Rows[WorkStep] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        broken = [*_repeated("状态", self.states), *_repeated("步骤", self.steps), *_unknown(self)]
        if broken:
            # `seeds.references` tells the same of a file with the line; the loader drops this one there.
            raise PydanticCustomError("reference", "{message}", {"message": "；".join(broken)})
        problems = [*_ends(self), *(problem for step in self.steps for problem in _unfit(self, step)), *_stuck(self)]
        if problems:
            raise ValueError("；".join(problems))
        return self

    @property
    def initial(self) -> WorkState:
        """Where every issue begins."""
        return self.states[0]

    def state(self, key: str) -> WorkState | None:
        """The state with this key, or None."""
        return next((state for state in self.states if state.key == key), None)

    def step(self, key: str) -> WorkStep | None:
        """The step with this key, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def steps_from(self, state_key: str) -> tuple[WorkStep, ...]:
        """What can be done in this state, in the order of the profile; nothing in an unknown one."""
        return tuple(step for step in self.steps if state_key in step.sources)

    def step_with(self, effect: Effect, state_key: str) -> WorkStep | None:
        """The first step of this effect in this state, such as how a dissatisfied revisit reopens, or None."""
        return next((step for step in self.steps_from(state_key) if step.effect == effect), None)

    def keys_in(self, *stages: Stage) -> tuple[str, ...]:
        """The keys of the states in these stages, in order; retired ones too."""
        return tuple(state.key for state in self.states if state.stage in stages)


def _repeated(noun: str, rows: tuple[WorkState, ...] | tuple[WorkStep, ...]) -> Iterator[str]:
    keys = [row.key for row in rows]
    yield from (f"{noun}代号“{key}”重复" for key in dict.fromkeys(keys) if keys.count(key) > 1)


def _unknown(flow: Workflow) -> Iterator[str]:
    for step in flow.steps:
        for key in (*step.sources, *([step.target] if step.target else [])):
            if flow.state(key) is None:
                yield f"步骤“{step.name}”里没有名为“{key}”的状态"


def _ends(flow: Workflow) -> Iterator[str]:
    if flow.initial.stage != "new" or flow.initial.retired:
        yield f"第一个状态“{flow.initial.name}”是诉求登记后的状态，stage 应为 new，不能停用"
    if not any(state.stage == "closed" and not state.retired for state in flow.states):
        yield "应至少有一个 stage 为 closed 的状态"


def _unfit(flow: Workflow, step: WorkStep) -> Iterator[str]:
    """What is wrong with where a step starts and where it leads."""
    starts, ends = FITTING[step.effect]
    for state in map(flow.state, step.sources):
        if state and state.stage not in starts:
            yield f"步骤“{step.name}”（{step.effect}）只能用在{_named(starts)}的状态，“{state.name}”是{_STAGES[state.stage]}的"
        leads_to = flow.state(step.target) if step.target else state
        if state and leads_to and leads_to.stage not in ends:
            yield f"步骤“{step.name}”（{step.effect}）之后应是{_named(ends)}的状态，“{leads_to.name}”是{_STAGES[leads_to.stage]}的"
            return
    target = flow.state(step.target) if step.target else None
    if target and target.retired:
        yield f"步骤“{step.name}”通往已停用的状态“{target.name}”"


def _stuck(flow: Workflow) -> Iterator[str]:
    """States that issues cannot get into, out of or back from."""
    arrows = {(source, step.target) for step in flow.steps for source in step.sources if step.target}
    begun = _reached({flow.initial.key}, arrows)
    ending = _reached(set(flow.keys_in("closed")), {(target, source) for source, target in arrows})
    for state in flow.states:
        if state.key not in begun and not state.retired:
            yield f"状态“{state.name}”没有步骤能走到"
        if state.key not in ending:
            yield f"诉求到了状态“{state.name}”就办不结：没有步骤通往结束"
        if state.stage in ("answered", "closed") and flow.step_with("reopen", state.key) is None:
            yield f"状态“{state.name}”没有退回重办（reopen）的步骤，回访不满意时无法重办"


def _reached(found: set[str], arrows: set[tuple[str, str]]) -> set[str]:
    """All keys that arrows lead to from those found, themselves included."""
    while more := {target for source, target in arrows if source in found} - found:
        found = found | more
    return found


def _named(stages: tuple[Stage, ...]) -> str:
    return "或".join(f"{_STAGES[stage]}（{stage}）" for stage in stages)


_ANYWHERE = ("registered", "assigned", "passed_up", "reopened")
_IN_HAND = ("assigned", "passed_up", "reopened")

STANDARD = Workflow(
    states=(
        WorkState(key="registered", name="已登记", stage="new"),
        WorkState(key="assigned", name="办理中", stage="working"),
        WorkState(key="passed_up", name="已上报", stage="working"),
        WorkState(key="paused", name="暂停计时", stage="paused"),
        WorkState(key="handled", name="待回访", stage="answered"),
        WorkState(key="reopened", name="重新办理", stage="working"),
        WorkState(key="closed", name="已销号", stage="closed"),
    ),
    steps=(
        WorkStep(key="solve", name="当场办结", effect="solve", sources=("registered",), target="handled"),
        WorkStep(key="classify", name="分类定级", effect="classify", sources=_ANYWHERE),
        WorkStep(key="assign", name="交办", effect="assign", sources=_ANYWHERE, target="assigned"),
        WorkStep(key="pass_up", name="上报上级", effect="pass_up", sources=_ANYWHERE, target="passed_up"),
        WorkStep(key="hand_down", name="退回下级", effect="hand_down", sources=("passed_up",), target="assigned"),
        WorkStep(key="handle", name="办理答复", effect="handle", sources=_ANYWHERE, target="handled"),
        WorkStep(key="pause", name="暂停计时", effect="pause", sources=_IN_HAND, target="paused"),
        WorkStep(key="resume", name="恢复办理", effect="resume", sources=("paused",), target="assigned"),
        WorkStep(key="revisit", name="回访", effect="revisit", sources=("handled",)),
        WorkStep(key="reopen", name="退回重办", effect="reopen", sources=("handled", "closed"), target="reopened"),
        WorkStep(key="close", name="销号", effect="close", sources=("handled",), target="closed"),
    ),
)
"""States with the keys under which issues are stored everywhere: a plan's own workflow keeps those it shares with this one."""
