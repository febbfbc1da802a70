"""Who may do what with profiles: the system administrator all, who leads and who keeps the data read, nobody else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import GridLevel
from portal.households.models import Establishment
from portal.plans.models import PlanDraft, PlanVersion
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.plans.profiles import applied, changed, without
from tests.portal.plans.test_screen import a_draft

READERS = (roles.CENTRE, roles.LEADER)
OTHERS = [role.name for role in roles.ROLES if role.name not in (roles.SYSTEM, *READERS)]


@pytest.fixture
def system(sign_in: SignIn) -> FlaskClient:
    """The system administrator."""
    return sign_in(roles.SYSTEM)


@pytest.mark.parametrize("role", READERS)
def test_who_leads_may_read_and_no_more(role: str, sign_in: SignIn, session: Session) -> None:
    applied(session)
    session.commit()
    client, version = sign_in(role), session.scalars(select(PlanVersion.id)).one()
    assert "正在使用" in client.get("/planview/list/").text
    page = client.get(f"/planview/show/{version}")
    assert page.status_code == 200
    assert "以此为底稿修改" not in page.text
    assert client.post("/planview/begin", data={"name": "longcheng"}).status_code == 403
    assert session.scalars(select(PlanDraft)).all() == []


def test_who_keeps_the_data_sees_what_stands_in_the_way_with_links(
    system: FlaskClient, sign_in: SignIn, session: Session, world: World
) -> None:
    applied(session)
    market = Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market")
    session.add(market)
    session.commit()
    draft = a_draft(system, session, changed(without("establishment_kinds", key="market")))
    centre = sign_in(roles.CENTRE)
    assert f"/planview/draft/{draft.id}" in centre.get("/planview/list/").text
    page = centre.get(f"/planview/draft/{draft.id}").text
    assert f"/establishmentview/show/{market.id}" in page
    assert "修改全文" not in page
    assert "试用" not in page
    for path in ("text", "form", "export"):
        assert centre.get(f"/planview/draft/{draft.id}/{path}").status_code == 403
    for path in ("apply", "delete", "try"):
        assert centre.post(f"/planview/draft/{draft.id}/{path}").status_code == 403
    assert session.scalars(select(PlanDraft.id)).all() == [draft.id]


@pytest.mark.parametrize("role", OTHERS)
def test_others_may_neither_see_nor_apply(role: str, sign_in: SignIn, session: Session) -> None:
    client = sign_in(role)
    before = session.scalars(select(GridLevel.name)).all()
    assert client.get("/planview/list/").status_code == 403
    assert client.post("/planview/begin", data={"name": "longcheng"}).status_code == 403
    session.expire_all()
    assert session.scalars(select(PlanDraft)).all() == []
    assert session.scalars(select(GridLevel.name)).all() == before
