"""What is sent twice from one page is done once."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.assessments import settling
from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentAppeal, AssessmentJudgement, AssessmentSignature
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, scheme, score

SAID = "这一页已经提交过，没有重复办理"


def mark_of(page: str, address: str) -> str:
    """The mark of the form that is sent there."""
    form = page[page.index(f'action="{address}"') :] if address else page[page.index("data-usual") :]
    found = re.search(r'name="once" value="([0-9a-f-]{36})"', form)
    assert found, form[:500]
    return found[1]


def twice(client: FlaskClient, page: str, address: str, **form: object) -> str:
    """What the second sending of the same form is told."""
    data = {"once": mark_of(client.get(page).text, address), **form}
    client.post(address, data=data)
    return client.post(address, data=data, follow_redirects=True).text


def how_many(session: Session, kind: type) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_residents_who_were_asked_once_count_once(sign_in: SignIn, session: Session, draft: Assessment) -> None:
    session.commit()
    row, client, before = score(draft, "态度").id, sign_in(roles.CENTRE), how_many(session, AssessmentJudgement)
    form = {f"judge-{row}": "residents", f"value-{row}": "70", f"people-{row}": "10"}
    told = twice(client, f"/assessmentview/show/{draft.id}", f"/assessmentview/judge/{draft.id}", **form)
    assert SAID in told
    assert how_many(session, AssessmentJudgement) == before + 1


@pytest.mark.parametrize(
    ("step", "form", "kind"),
    [("appeal", {"indicator": "", "reason": "偏低"}, AssessmentAppeal), ("sign", {"name": "郑西长"}, AssessmentSignature)],
)  # fmt: skip
def test_a_step_is_taken_once(
    sign_in: SignIn, session: Session, draft: Assessment, step: str, form: dict[str, str], kind: type
) -> None:
    settling.tell(session, draft, BY)
    if step == "sign":
        settling.reply(session, draft, "没有意见", BY)
    session.commit()
    address = f"/assessmentview/{step}/{draft.id}"
    assert SAID in twice(sign_in(roles.CENTRE), f"/assessmentview/show/{draft.id}", address, **form)
    assert how_many(session, kind) == 1


def test_a_field_that_is_opened_twice_leads_to_the_same_list(sign_in: SignIn, session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    session.commit()
    client, address = sign_in(roles.CENTRE), "/assessmentview/opening"
    form = {"scheme": made.id, "period": "2026", "grid": world.grids["town"], "do": "open"}
    form["once"] = mark_of(client.get(address).text, "")
    first, again = (client.post(address, data=form) for _ in range(2))
    assert (first.status_code, again.status_code, again.location) == (302, 302, first.location)
    assert SAID in client.get(again.location).text
    assert client.post(address, data={**form, "do": "propose"}).location == first.location
