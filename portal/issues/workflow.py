"""The workflow in force and the words of the plan for states, classes and outcomes, with the face of a `Choice`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.issues.rules import Action, Outcome, Progress, Stage, closing_left
from portal.plans.current import parsed, profile_or_none
from portal.plans.models import PlanVersion
from seeds.problems import ProfileError
from seeds.sections.casework import Casework
from seeds.sections.workflow import STANDARD, Workflow


def workflow_of(session: Session) -> Workflow:
    """How issues go on under the profile in force; the usual way without one."""
    profile = profile_or_none(session)
    return profile.casework.workflow if profile else STANDARD


@dataclass(frozen=True)
class Words:
    """One list of the profile's casework. `built_in`: what stands before any profile. Without a session it asks the request's."""

    entries: Callable[[Casework], Iterable[Any]]
    built_in: Mapping[str, str]

    def options(self, retired: bool = False, session: Session | None = None) -> list[tuple[str, str]]:
        """(key, label) pairs for a form; with the retired ones for a search."""
        profile = profile_or_none(session or db.session())
        if profile is None:
            return list(self.built_in.items())
        found = self.entries(profile.casework)
        return [(each.key, each.name) for each in found if retired or not getattr(each, "retired", False)]

    def label_of(self, key: str | None, session: Session | None = None) -> str:
        """The label of a stored key; of one that the plan no longer has, as the last version that had it called it."""
        if not key:
            return ""
        asked = session or db.session()
        known = dict(self.options(retired=True, session=asked))
        return known.get(key) or self._former(asked, key) or self.built_in.get(key, key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.options())

    def _former(self, session: Session, key: str) -> str | None:
        """History keeps the keys of its time."""
        for version in session.scalars(select(PlanVersion).order_by(PlanVersion.applied_at.desc())):
            try:
                casework = parsed(version.digest, version.resolved, version.key).casework
            except ProfileError:
                continue
            found = next((each.name for each in self.entries(casework) if each.key == key), None)
            if found:
                return str(found)
        return None


def closing_name(session: Session) -> str:
    """What the plan calls ending an issue: 销号, 办结, 归档."""
    return next((each.name for each in workflow_of(session).steps if each.effect == "close"), Action.CLOSE.label)


def closed_name(session: Session) -> str:
    """What the plan calls an issue that has ended: 已销号, 已办结."""
    states = workflow_of(session).states
    ended = [each.name for each in states if each.stage == "closed" and not each.retired]
    return ended[0] if ended else Stage.CLOSED.label


class ClosingWord(LazyString):
    """A label with the plan's word for ending an issue (`{}`), read when a page is made: screens are built before there is a plan."""

    def __init__(self, label: str) -> None:
        super().__init__(lambda: label.format(closing_name(db.session())))

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Renamed:
    """A `Choice` of which one member is called as the plan calls it."""

    choice: type[Choice]
    key: str
    name: Callable[[Session], str]

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, label) pairs, all of them."""
        return [(key, self.label_of(key)) for key, _ in self.choice.options(retired)]

    def label_of(self, key: str | None) -> str:
        """The label of a stored key; nothing as an empty string."""
        return self.name(db.session()) if key == self.key else self.choice.label_of(key)


def progress_word(session: Session, progress: Progress) -> str:
    """Where an issue stands: the plan's name of its state, or that people have been asked and it waits to be closed."""
    close = closing_left(workflow_of(session), *progress)
    return f"已回访，待{close.name}" if close else ISSUE_STATES.label_of(progress.state, session)


STAGES = Renamed(Stage, Stage.CLOSED, closed_name)
ACTIONS = Renamed(Action, Action.CLOSE, closing_name)
ISSUE_STATES = Words(lambda casework: casework.workflow.states, {state.key: state.name for state in STANDARD.states})
ISSUE_CLASSES = Words(lambda casework: casework.classes, {})
OUTCOMES = Words(lambda casework: casework.outcomes, dict(Outcome.options()))
