"""The audit administrator reads everything that was done, and meets no household: not in lists, pages or workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from flask_appbuilder import Model
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.proceedings import AssessmentAppeal, AssessmentJudgement
from portal.consequences.models import DutyFailure
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue
from portal.security import roles
from portal.security.privacy import PRIVATE
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.security.sight import readable

MODELS = (Household, Resident, Establishment, Visit, Issue)
COUNTED = {"visit_task", "delivery"}
"""Of these the trail keeps sums, whose names are no columns."""
JUDGED = (Assessment, AssessmentScore, AssessmentJudgement, AssessmentAppeal, DutyFailure)


def words_of(rows: list[object]) -> Iterator[str]:
    """Every text in these rows that tells of people: names, addresses, what they said."""
    for row in rows:
        private = PRIVATE[row.__tablename__]  # type: ignore[attr-defined]
        for column in inspect(row).mapper.column_attrs:
            value = inspect(row).dict.get(column.key)
            if isinstance(value, str) and column.key not in private.open | {"satisfaction", "grid_name", "sex"}:
                yield value


def test_the_table_names_only_columns_there_are() -> None:
    mapped = {mapper.local_table.key: mapper for mapper in Model.registry.mappers}
    for table, private in PRIVATE.items():
        if table in COUNTED:
            continue
        assert private.open | private.names <= set(mapped[table].attrs.keys()), table
    assert {model.__tablename__ for model in (*MODELS, *JUDGED)} <= set(PRIVATE)


@pytest.fixture
def told(session: Session, world: World) -> set[str]:
    """Whatever could be told of people has been written, changed and deleted; the words of it."""
    words = set()
    for row in [row for model in MODELS for row in session.scalars(select(model)).all()]:
        words |= set(words_of([row]))
        for name in ("address", "remark", "text", "place", "occupation", "note", "contact_name", "title"):
            if hasattr(row, name):
                setattr(row, name, f"私密{name}")
        for name in ("head_name", "name"):
            if hasattr(row, name):
                setattr(row, name, f"密{getattr(row, name)}")
    session.flush()
    made = Household(
        grid_id=world.grids["west1"], code="990", head_name="密新户", address="私密新址", remark="私密备注"
    )
    made.residents = [Resident(name="密新人", relation="head", occupation="私密职业")]
    session.add(made)
    session.flush()
    session.delete(made)
    session.commit()
    return {word for word in words if len(word) > 1} | {"私密", "密新", "密赵", "密孙"}


def test_the_audit_administrator_meets_no_household(sign_in: SignIn, session: Session, told: set[str]) -> None:
    subjects = {model.__tablename__ for model in MODELS}
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(subjects))).all()
    newest = {(entry.subject, entry.deed): entry.id for entry in entries}
    assert {subject for subject, _deed in newest} == subjects
    client = sign_in(roles.AUDIT)
    lists = (client.get(f"/auditview/list/?_flt_0_subject={each}&psize_AuditView=100").text for each in subjects)
    shows = (client.get(f"/auditview/show/{pk}").text for pk in newest.values())
    for page in chain(lists, shows, [readable(client.get("/auditview/export").data)]):
        assert not [word for word in told if word in page]
        assert "#" in page
    stored = " ".join(f"{entry.label} {entry.changes}" for entry in entries)
    assert not [word for word in told if word in stored]


def test_an_entry_still_says_what_was_changed(sign_in: SignIn, session: Session, world: World) -> None:
    pk = world.households["west1-1"]
    home = session.get_one(Household, pk)
    home.head_name, home.address, home.kind = "周新", "新址 9 号", "vacant"
    session.commit()
    newest = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc())).first()
    page = sign_in(roles.AUDIT).get(f"/auditview/show/{newest}").text
    for words in (f"住户 {home.grid.code}-001", "赵** → 周**", "****** → ******", "常住 → 空户"):
        assert words in page


def test_the_trail_keeps_no_words_of_an_assessment(session: Session, world: World) -> None:
    """That somebody objected is told, and to what; not what they said, nor what is kept of the sheet."""
    assessment = session.scalars(select(Assessment)).first()
    assert assessment is not None
    assessment.reply, assessment.frozen = "私密本人意见", {"reply": "私密表中意见"}
    assessment.scores[0].note = "私密说明"
    session.add(AssessmentAppeal(assessment_id=assessment.id, reason="私密申诉", raised_at=now(), raised_by="冯西一"))
    session.commit()
    kept = "".join(f"{each.label}{each.changes}" for each in session.scalars(select(AuditEntry)))
    assert "冯西一" in kept
    assert "私密" not in kept
