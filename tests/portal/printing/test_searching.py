"""Batches are searched by a grid and everything below it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.printing.models import PrintBatch
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def test_a_village_finds_the_batches_of_its_grids(sign_in: SignIn, session: Session, world: World) -> None:
    made = dt.datetime(2026, 3, 1)
    session.add(PrintBatch(title="西一的信", kind="letters", grid_id=world.grids["west1"], total=1, state="waiting",
                           created_by="某人", created_at=made))  # fmt: skip
    session.commit()
    client = sign_in(roles.CENTRE)
    for grid, listed in (("town", True), ("west", True), ("east", False)):
        assert ("西一的信" in client.get(f"/printview/list/?_flt_0_grid={world.grids[grid]}").text) is listed
