"""A term of office that is over opens nothing: who once worked in a grid is no longer a matter of its head."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScore
from portal.foundation.clock import today
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security import roles
from portal.security.people import scope_for
from portal.security.scope import set_scope
from tests.fixtures.world import World
from tests.portal.security.conftest import Enter
from tests.portal.security.sight import account

DAY = dt.timedelta(days=1)


def employ(session: Session, world: World, first: int, last: int | None) -> int:
    """Let the member of the east help in the west, from and to so many days after today; the id of the assignment."""
    term = Assignment(
        member_id=world.members["east1-member"], grid_id=world.grids["west1"], duty=Duty.HELPER,
        starts_on=today() + first * DAY, ends_on=None if last is None else today() + last * DAY,
    )  # fmt: skip
    session.add(term)
    session.commit()
    return term.id


@pytest.mark.parametrize(
    ("first", "last", "seen"), [(-9, -1, False), (1, None, False), (-9, 0, True), (0, None, True)],
    ids=["over", "to come", "last day", "first day"],
)  # fmt: skip
def test_members_and_their_assessments_are_seen_while_in_office(
    session: Session, world: World, first: int, last: int | None, seen: bool
) -> None:
    member = world.members["east1-member"]
    employ(session, world, first, last)
    set_scope(session, scope_for(session, account(session, world, roles.HEAD)))
    assert (session.scalar(select(Member.id).where(Member.id == member)) is not None) == seen
    of_member = select(Assessment.id).where(Assessment.member_id == member)
    assert (session.scalar(of_member) is not None) == seen
    assert (
        session.scalar(select(AssessmentScore.id).where(AssessmentScore.assessment_id.in_(of_member))) is not None
    ) == seen


def test_the_head_neither_reads_nor_changes_who_has_left(session: Session, world: World, enter: Enter) -> None:
    employ(session, world, -9, -1)
    client, member = enter(roles.HEAD), world.members["east1-member"]
    assert client.get(f"/memberview/show/{member}").status_code == 404
    assert client.post(f"/memberview/edit/{member}", data={"name": "改名"}).status_code == 404
    assert client.put(f"/api/v1/member/{member}", json={"phone": "13900000000"}).status_code == 404
    page = client.get("/memberview/list/").text
    assert "冯西一" in page
    assert "陈东一" not in page


def test_a_term_that_is_over_is_still_told_of(session: Session, world: World, enter: Enter) -> None:
    term, client = employ(session, world, -9, -1), enter(roles.HEAD)
    for page in (client.get("/assignmentview/list/"), client.get(f"/assignmentview/show/{term}")):
        assert page.status_code == 200
        assert str(today() - DAY) in page.text
        assert "None" not in page.text
        assert "陈东一" not in page.text
    answer = client.post(f"/assignmentview/edit/{term}", data={"duty": "helper", "starts_on": str(today() - 9 * DAY)})
    assert answer.status_code == 422
