"""What issues do when a plan's workflow or its classes change: they move along with their states, or stand in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from portal.issues.models import Issue, IssueCategory
from portal.plans.following import Obstacle
from portal.plans.keys import KeysFollower
from portal.plans.shifts import Entry, shift
from portal.plans.uses import Use
from seeds.schema import Profile
from seeds.sections.workflow import STANDARD, Workflow, WorkState

_issue, _category = Issue.__table__, IssueCategory.__table__
_ALIKE = ({"new", "working"},)
"""Stages between which a state may change while issues stand in it: nothing else is asked of an issue there."""


def _workflow(profile: Profile | None) -> Workflow:
    return profile.casework.workflow if profile else STANDARD


def _entries(profile: Profile | None) -> list[Entry]:
    return [Entry(each.key, each.name, each.was, each.retired) for each in _workflow(profile).states]


class StatesFollower(KeysFollower):
    """Follows the states. Before the first profile issues stand in the usual workflow."""

    def _old(self, old: Profile | None) -> Iterable[Entry]:
        return _entries(old)

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """States that get another key or are retired, and how many issues that concerns."""
        counts = self.use.counts(session)
        found = [
            f"状态“{state.name}”现在属于另一阶段，{number} {self.use.noun}随之更改"
            for state, before in _moved(old, new) if (number := counts.get(before.key)) and _alike(state, before)
        ]  # fmt: skip
        return super().changes(session, old, new) + found

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Issues in a state that the new workflow no longer has, or that would end, begin again or stand still by it."""
        counts, found = self.use.counts(session), super().obstacles(session, old, new)
        for state, before in _moved(old, new):
            total = counts.get(before.key, 0)
            if total and not _alike(state, before):
                sentence = f"状态“{state.name}”在新方案里换了阶段（{before.stage} 改为 {state.stage}），但还有 {total} 件诉求在这个状态"
                found.append(
                    Obstacle(sentence, self.use.first(session, before.key), total, "请先把这些诉求办到别的状态")
                )
        return found

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Move issues to the new keys and stages, those that are paused as well."""
        renamed = shift(_entries(old), _entries(new)).renamed
        super().follow(session, old, new)
        for before, after in renamed.items():
            session.execute(update(_issue).where(_issue.c.paused_from == before).values(paused_from=after))
        for state in _workflow(new).states:
            stray = (_issue.c.state == state.key, _issue.c.stage != state.stage)
            session.execute(update(_issue).where(*stray).values(stage=state.stage))


def _moved(old: Profile | None, new: Profile) -> list[tuple[WorkState, WorkState]]:
    """(state, what it was) where the stage is another one."""
    before, renamed = _workflow(old), shift(_entries(old), _entries(new)).renamed
    former = {after: key for key, after in renamed.items()}
    pairs = [(state, before.state(former.get(state.key, state.key))) for state in _workflow(new).states]
    return [(state, was) for state, was in pairs if was is not None and was.stage != state.stage]


def _alike(state: WorkState, before: WorkState) -> bool:
    return any({state.stage, before.stage} <= stages for stages in _ALIKE)


@dataclass(frozen=True)
class ClassesFollower:
    """Follows the classes. An issue whose class the plan no longer has gets the class of its category."""

    tables: tuple[str, ...] = ("issue",)

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """How many issues get another class."""
        total = session.scalar(select(func.count(_issue.c.id)).where(*_gone(new))) or 0
        return [f"{total} 件诉求的分类在新方案里没有了，改按类别重新确定"] if total else []

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None."""
        return []

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None: every category says its class."""
        return []

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """By the categories, which have followed already."""
        casework = new.casework
        known = {each.code for each in casework.categories}
        for identity, code in session.execute(select(_category.c.id, _category.c.code)).all():
            value = casework.class_for(code) if code in known else None
            stray = (_issue.c.category_id == identity, *_gone(new))
            session.execute(update(_issue).where(*stray).values(issue_class=value))


def _gone(profile: Profile) -> tuple[ColumnElement[bool], ...]:
    keys = [each.key for each in profile.casework.classes]
    return (_issue.c.issue_class.is_not(None), _issue.c.issue_class.not_in(keys))


def follower_of_states() -> StatesFollower:
    """Of the workflow's states."""
    use = Use("件诉求", _issue.c.state, _issue, "IssueView", _issue.c.id, _issue.c.number)
    return StatesFollower("诉求状态", _entries, use, may_retire=True)
