"""Kinds come from the profile: what it names is offered, what it retired is only labelled, what it does not know is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import CareCategory, Establishment, Resident
from portal.issues.models import IssueCategory
from portal.plans.vocabulary import BUILT_IN, ESTABLISHMENT_KINDS, GRID_KINDS, ISSUE_SOURCES, Vocabulary
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

KINDS = [
    {"key": "shop", "name": "门店"},
    {"key": "temple", "name": "宗教场所"},
    {"key": "kiln", "name": "砖窑", "retired": True},
]


@pytest.fixture
def kinds(session: Session) -> None:
    """A profile with kinds of its own."""
    put_in_force(session, establishment_kinds=KINDS)


@pytest.mark.parametrize("vocabulary", [ESTABLISHMENT_KINDS, GRID_KINDS, ISSUE_SOURCES])
def test_an_empty_portal_offers_the_built_in(session: Session, vocabulary: Vocabulary) -> None:
    assert vocabulary.options() == list(BUILT_IN[vocabulary.name])


def test_the_profile_says_what_is_offered_and_what_is_known(session: Session, kinds: None) -> None:
    assert ESTABLISHMENT_KINDS.options() == [("shop", "门店"), ("temple", "宗教场所")]
    assert ESTABLISHMENT_KINDS.label_of("kiln") == "砖窑"
    assert ESTABLISHMENT_KINDS.label_of("clinic") == "卫生室（诊所）"
    assert ESTABLISHMENT_KINDS.label_of(None) == ""


def test_forms_offer_what_is_in_force_now(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    assert "餐饮店" in client.get("/establishmentview/add").text
    put_in_force(session, establishment_kinds=KINDS)
    form = client.get("/establishmentview/add").text
    assert "宗教场所" in form
    assert "餐饮店" not in form
    assert "砖窑" not in form
    assert "砖窑" in client.get("/establishmentview/list/").text  # a search still finds them


def test_a_retired_kind_stays_with_its_row(sign_in: SignIn, session: Session, world: World, kinds: None) -> None:
    place = Establishment(grid_id=world.grids["west1"], name="老砖窑", kind="kiln")
    session.add(place)
    session.commit()
    client = sign_in(roles.CENTRE)
    assert "砖窑" in client.get(f"/establishmentview/show/{place.id}").text
    assert '<option selected value="kiln">' in client.get(f"/establishmentview/edit/{place.id}").text
    data = {"grid": world.grids["west1"], "name": "老砖窑厂", "kind": "kiln"}
    assert client.post(f"/establishmentview/edit/{place.id}", data=data).status_code == 302


def test_withdrawn_categories_stay_with_those_who_have_them(sign_in: SignIn, session: Session, world: World) -> None:
    home = world.households["west1-1"]
    resident = session.scalars(select(Resident).where(Resident.household_id == home)).one()
    withdrawn = CareCategory(code="old", name="旧的类别", group="困难群众", retired=True)
    resident.care = [*resident.care, withdrawn]
    category = session.get_one(IssueCategory, world.others["category"])
    category.retired = True
    session.commit()
    client = sign_in(roles.CENTRE)
    assert "旧的类别" not in client.get("/residentview/add").text
    assert "旧的类别" in client.get(f"/residentview/edit/{resident.id}").text
    assert "旧的类别" in client.get("/residentview/list/").text  # the search form and the row
    assert category.name not in client.get(f"/issueview/add?_flt_0_household={home}").text
    body = {"category": category.id, "title": "路灯不亮", "text": "路灯不亮", "household": home}
    answer = client.post("/api/v1/issue/", json=body)
    assert answer.status_code == 422
    assert "已停用" in answer.json["message"]


def test_an_unknown_kind_is_refused_everywhere(sign_in: SignIn, session: Session, world: World, kinds: None) -> None:
    client, data = sign_in(roles.CENTRE), {"grid": world.grids["west1"], "name": "小馆", "kind": "restaurant"}
    assert client.post("/establishmentview/add", data=data).status_code == 422
    answer = client.post("/api/v1/establishment/", json=data)
    assert (answer.status_code, answer.json["field"]) == (422, "kind")
    assert "shop、temple" in answer.json["message"]
    session.add(Establishment(grid_id=world.grids["west1"], name="小馆", kind="restaurant"))
    with pytest.raises(Refusal, match="类别“restaurant”不在实施方案中"):
        session.flush()


def test_a_kind_left_open_is_the_usual_one(session: Session, world: World) -> None:
    put_in_force(session, grid_kinds=[{"key": "homes", "name": "居住网格"}])
    beside = session.get_one(Grid, world.grids["west1"])
    grid = Grid(code="Z1", name="新网格", parent_id=world.grids["west"], level_id=beside.level_id)
    session.add(grid)
    session.flush()
    assert grid.kind == "homes"
