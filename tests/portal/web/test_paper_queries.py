"""Pages of results, texts, prints, hand-overs and tables ask the database the same number of questions however much they show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.freezing import freeze
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import Household
from portal.members.models import Member
from portal.printing.models import PrintBatch, PrintOrder
from portal.security import roles
from portal.wordings.models import Wording
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.security.paper_rows import add_paper_rows
from tests.portal.tables.grounds import in_force
from tests.portal.web.test_queries import questions

__all__ = ["questions"]

MOST = {
    "/results/?period=2025": 38, "/wordingview/list/?psize_WordingView=100": 34, "/wordingview/text/{text}": 12,
    "/printview/list/?psize_PrintView=100": 14, "/printorderview/list/?psize_PrintOrderView=100": 13, "/printorderview/show/{order}": 17,
    "/printorderview/progress/{order}": 13, "/newprintview/new": 13, "/deliveryview/ticking?kind=letters": 13,
    "/deliveryview/list/?psize_DeliveryView=100": 14, "/tables/": 11, "/tables/{table}": 26,
}  # fmt: skip
FEW, MANY = 2, 40


def add(session: Session, world: World, number: int) -> None:
    """So many texts, batches of one order, homes and results more, every other of them final."""
    grid, west1 = session.get_one(Grid, world.grids["west"]), world.grids["west1"]
    first = session.scalars(select(PrintOrder).order_by(PrintOrder.id)).first()
    last = session.scalar(select(Wording.version).order_by(Wording.version.desc()).limit(1)) or 0
    indicators = list(session.scalars(select(AssessmentIndicator).order_by(AssessmentIndicator.id)))
    for n in range(last + 1, last + 1 + number):
        member = Member(name=f"丁{n}", sex="female", grid_id=west1)
        session.add_all([
            Wording(kind="letter", grid_id=grid.id, version=n, design="letter", content={"title": f"信{n}"}, created_at=now(), created_by="x"),
            PrintBatch(kind="letters", title=f"信{n}", grid_id=west1, order=first, total=1, created_at=now(), created_by="x"),
            PrintOrder(kind="letters", title=f"单{n}", grid_id=grid.id, created_at=now(), created_by="x"),
            Household(grid_id=west1, code=f"8{n:03}", head_name=f"丁{n}", address=f"新村 {n} 号", walking_order=100 + n),
            member,
        ])  # fmt: skip
        session.flush()
        scores = [AssessmentScore(indicator_id=each.id, score=80) for each in indicators]
        result = Assessment(
            scheme_id=world.others["scheme"], period="2025", member_id=member.id, total=80, grade="good", assessed_on=dt.date(2026, 1, 10),
            scores=scores,
        )  # fmt: skip
        session.add(result)
        session.flush()
        if n % 2:
            freeze(session, result, "周中心")
    session.commit()


@pytest.fixture
def places(session: Session, world: World) -> dict[str, object]:
    """What stands in the addresses."""
    table = next(each.key for each in in_force(session, "longcheng").tables if each.subject == "resident")
    add_paper_rows(session, world)
    add(session, world, FEW)
    order = session.scalars(select(PrintOrder.id).order_by(PrintOrder.id)).first()
    text = session.scalars(select(Wording.id).order_by(Wording.id)).first()
    return {"order": order, "text": text, "grid": world.grids["west"], "table": table}


@pytest.mark.parametrize("page", MOST)
def test_more_on_a_page_is_not_more_questions(
    session: Session,
    world: World,
    sign_in: SignIn,
    places: dict[str, object],
    questions: Callable[[], list[str]],
    page: str,
) -> None:
    client, address = sign_in(roles.CENTRE), page.format(**places)
    client.get(address)
    questions()
    assert client.get(address).status_code == 200
    few = questions()
    add(session, world, MANY)
    questions()
    assert client.get(address).status_code == 200
    many = questions()
    assert len(many) <= len(few) <= MOST[page], "\n".join(many)
