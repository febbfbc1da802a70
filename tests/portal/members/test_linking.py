"""Linking a member's record with an account decides what that account sees; only the centre does it."""

from __future__ import annotations

from flask import Flask

from portal.foundation.database import db
from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World


def _open(app: Flask, username: str, role: str) -> int:
    manager = app.extensions["appbuilder"].sm
    user = manager.add_user(username, "东", "王", f"{username}@example.invalid", manager.find_role(role), PASSWORD)
    return int(user.id)


def test_a_linked_account_sees_the_members_grids(app: Flask, sign_in: SignIn, world: World) -> None:
    user_id = _open(app, "east-head", roles.HEAD)
    centre = sign_in(roles.CENTRE)
    address = f"/memberview/account/{world.members['east-head']}"
    assert "east-head" in centre.get(address).text
    assert centre.post(address, data={"user": str(user_id)}).status_code == 302
    world.users["东村"] = "east-head"
    try:
        page = sign_in("东村").get("/gridview/list/").text
    finally:
        del world.users["东村"]
    assert "东村第一网格" in page
    assert "西村" not in page


def test_an_administrators_account_and_a_taken_one_are_refused(app: Flask, sign_in: SignIn, world: World) -> None:
    manager = app.extensions["appbuilder"].sm
    centre = sign_in(roles.CENTRE)
    address = f"/memberview/account/{world.members['east-head']}"
    for username in ("system", world.users[roles.MEMBER]):
        answer = centre.post(address, data={"user": str(manager.find_user(username=username).id)})
        assert answer.status_code == 422
    assert db.session.get_one(Member, world.members["east-head"]).user_id is None


def test_only_the_centre_may_link(sign_in: SignIn, world: World) -> None:
    answer = sign_in(roles.HEAD).get(f"/memberview/account/{world.members['west1-member']}")
    assert answer.status_code in {302, 403}
