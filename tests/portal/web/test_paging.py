"""Rows that are equal by the order of a list keep one order over all its pages."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

MANY = 130


def many_alike(session: Session, world: World) -> set[int]:
    """Households that every column but the code and the id holds equal, written to the table in no order."""
    made = [
        Household(grid_id=world.grids["west2"], code=f"9{n:03}", head_name="同名", walking_order=7) for n in range(MANY)
    ]
    session.add_all(made)
    session.flush()
    for household in made[::3]:
        session.execute(text("UPDATE household SET remark = 'x' WHERE id = :id"), {"id": household.id})
    session.commit()
    return {household.id for household in made}


def test_every_row_stands_on_one_page_of_the_list(sign_in: SignIn, session: Session, world: World) -> None:
    alike, client, seen = many_alike(session, world), sign_in(roles.CENTRE), list[int]()
    order = "_flt_0_head_name=同名&_oc_HouseholdView=walking_order&_od_HouseholdView=asc&psize_HouseholdView=10"
    for page in range(MANY // 10):
        listed = client.get(f"/householdview/list/?{order}&page_HouseholdView={page}").text
        seen += [int(each) for each in re.findall(r'name="rowid" value="(\d+)"', listed)]
    assert seen == sorted(alike)


def test_every_row_stands_on_one_page_of_the_answer(sign_in: SignIn, session: Session, world: World) -> None:
    alike, client, seen = many_alike(session, world), sign_in(roles.CENTRE), list[int]()
    search = "filters:!((col:head_name,opr:eq,value:同名))"
    for order in ("order_column:walking_order,order_direction:asc,", ""):
        for page in range(MANY // 10):
            answer = client.get(f"/api/v1/household/?q=({search},{order}page:{page},page_size:10)").json
            seen += [row["id"] for row in answer["result"]]
        assert seen == sorted(alike)
        seen = []


def test_rows_without_an_order_come_by_id(session: Session, world: World) -> None:
    from portal.households.views import HouseholdView

    alike = many_alike(session, world)
    pages = [HouseholdView.datamodel.query(page=page, page_size=10)[1] for page in range((MANY + 12) // 10 + 1)]
    found = [household.id for page in pages for household in page]
    assert found == sorted(found)
    assert alike <= set(found)
    ordered = str(HouseholdView.datamodel.apply_order_by(session.query(Household), "walking_order", "desc"))
    assert ordered.endswith("ORDER BY household.walking_order DESC, household.id DESC")
