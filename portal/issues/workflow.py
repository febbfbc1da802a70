"""The workflow in force and the words of the plan for states, classes and outcomes, with the face of a `Choice`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.issues.rules import Outcome, Progress, closing_left
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


def progress_word(session: Session, progress: Progress) -> str:
    """Where an issue stands: the plan's name of its state, or that people have been asked and it waits to be closed."""
    close = closing_left(workflow_of(session), *progress)
    return f"已回访，待{close.name}" if close else ISSUE_STATES.label_of(progress.state, session)


ISSUE_STATES = Words(lambda casework: casework.workflow.states, {state.key: state.name for state in STANDARD.states})
ISSUE_CLASSES = Words(lambda casework: casework.classes, {})
OUTCOMES = Words(lambda casework: casework.outcomes, dict(Outcome.options()))
