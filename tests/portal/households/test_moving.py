"""Moving households to another grid: numbered anew where needed, walked last, all or none, and audited."""

import pytest
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.grids.models import Grid
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def chosen(session: Session, world: World, *names: str) -> list[Household]:
    session.expire_all()
    return [session.get_one(Household, world.households[name]) for name in names]


def test_the_head_moves_chosen_households(sign_in: SignIn, session: Session, world: World) -> None:
    client, homes = sign_in(roles.HEAD), chosen(session, world, "west1-3", "west1-1")
    homes[0].code = "077"
    session.commit()
    asked = client.post("/householdview/action_post", data={"action": "move", "rowid": [home.id for home in homes]})
    assert asked.location == f"/householdview/move/{homes[0].id},{homes[1].id}"
    assert "赵丙" in client.get(asked.location).text
    answer = client.post(asked.location, data={"grid": world.grids["west2"]}, follow_redirects=True)
    assert "已将 2 户调整到“西村第二网格”" in answer.text
    assert "2 户的定位点不在" in answer.text
    third, first = chosen(session, world, "west1-3", "west1-1")
    assert (third.grid_id, third.code, third.walking_order) == (world.grids["west2"], "077", 5)
    assert (first.grid_id, first.code, first.walking_order) == (world.grids["west2"], "004", 4)
    told = session.scalars(
        select(AuditEntry.changes).where(AuditEntry.subject == "household", AuditEntry.subject_id == first.id)
    )
    assert any("grid" in (each or "") for each in told)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("west", "请选择走访用的网格"),
        ("east1", "不在您的管辖范围内"),
        ("west1", "已经在“西村第一网格”"),
        ("", "请选择调整到"),
    ],
)
def test_a_wrong_grid_moves_nobody(sign_in: SignIn, session: Session, world: World, target: str, sentence: str) -> None:
    homes = chosen(session, world, "west2-1", "west1-1")
    address = f"/householdview/move/{homes[0].id},{homes[1].id}"
    answer = sign_in(roles.HEAD).post(address, data={"grid": world.grids.get(target, "")})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    homes = chosen(session, world, "west2-1", "west1-1")
    assert [home.grid_id for home in homes] == [world.grids["west2"], world.grids["west1"]]


def test_who_may_not_move_and_what_is_out_of_sight(sign_in: SignIn, world: World) -> None:
    assert sign_in(roles.MEMBER).get(f"/householdview/move/{world.households['west1-1']}").status_code == 403
    assert sign_in(roles.HEAD).get(f"/householdview/move/{world.households['east1-1']}").status_code == 404


def test_only_grids_that_are_visited_are_offered(sign_in: SignIn, session: Session, world: World) -> None:
    session.get_one(Grid, world.grids["west2"]).status = "retired"
    session.commit()
    found = sign_in(roles.CENTRE).get("/picker/visited_grid").json["results"]
    assert {row["id"] for row in found} == {world.grids[name] for name in ("west1", "east1", "east2")}


def test_a_grid_is_emptied_and_retired(sign_in: SignIn, session: Session, world: World) -> None:
    client, homes = sign_in(roles.CENTRE), chosen(session, world, "west1-1", "west1-2", "west1-3")
    homes[0].location = Point(116.93, 34.2)
    session.commit()
    refused = client.post(f"/gridview/action/retire/{world.grids['west1']}", follow_redirects=True)
    assert "调整网格" in refused.text
    client.post(f"/householdview/move/{','.join(str(home.id) for home in homes)}", data={"grid": world.grids["west2"]})
    client.post(f"/gridview/action/retire/{world.grids['west1']}")
    session.expire_all()
    assert session.get_one(Grid, world.grids["west1"]).status == "retired"
