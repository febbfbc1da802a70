"""Real-name records: the identity number is sealed, masked and revealed under witness; photos are pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.foundation.errors import Refusal
from portal.members.models import Assignment, Member
from portal.members.photos import MAX_BYTES, read_photo
from portal.security import roles
from tests.fixtures.numbers import id_number
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

NUMBER = id_number("19700305", 2)


def record(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "韩新人",
        "grid": world.grids["west"],
        "sex": "female",
        "ethnicity": "汉族",
        "employment": "part",
        **changes,
    }


def member_named(session: Session, name: str) -> Member:
    session.expire_all()
    return session.scalars(select(Member).where(Member.name == name)).one()


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 1600)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind)
    return made.getvalue()


def test_the_number_is_sealed_in_the_database(
    sign_in: SignIn, session: Session, connection: Connection, world: World
) -> None:
    answer = sign_in(roles.CENTRE).post("/memberview/add", data=record(world, id_number=NUMBER.lower()))
    assert answer.status_code == 302, answer.text
    raw, index = connection.execute(text("SELECT id_number, id_number_index FROM member WHERE name = '韩新人'")).one()
    assert raw.startswith("v1.")
    assert NUMBER not in raw
    assert len(index) == 32
    member = member_named(session, "韩新人")
    assert member.id_number == NUMBER
    assert str(member.birth_date) == "1970-03-05"


def test_the_database_takes_no_plain_number(connection: Connection, world: World) -> None:
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text("UPDATE member SET id_number = :number"), {"number": NUMBER})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "校验位不对"),
        ({"id_number": NUMBER, "birth_date": "1971-03-05"}, "与身份证号中的 1970-03-05 不一致"),
        ({"id_number": NUMBER, "sex": "male"}, "性别与身份证号不一致"),
        ({"id_number": "123"}, "应为 18 位"),
        ({"sex": "other"}, "请从列表中选择"),
        ({"grid": ""}, "请选择所属"),
    ],
)
def test_a_wrong_record_is_refused_with_the_reason(
    sign_in: SignIn, session: Session, world: World, changes: dict[str, object], sentence: str
) -> None:
    answer = sign_in(roles.CENTRE).post("/memberview/add", data=record(world, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(select(Member.id).where(Member.name == "韩新人")) is None


def test_nobody_is_registered_twice(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    assert client.post("/memberview/add", data=record(world, id_number=NUMBER)).status_code == 302
    again = client.post("/memberview/add", data=record(world, name="冒名人", id_number=NUMBER))
    assert again.status_code == 422
    assert "该身份证号已登记给另一名网格员" in again.text


def test_the_number_is_masked_until_it_is_revealed(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    client.post("/memberview/add", data=record(world, id_number=NUMBER))
    member = member_named(session, "韩新人")
    for address in ("show", "edit"):
        page = client.get(f"/memberview/{address}/{member.id}").text
        assert NUMBER not in page
        assert "9999************" in page
    revealed = client.post(f"/memberview/action/reveal/{member.id}")
    assert NUMBER in revealed.text
    assert revealed.headers["Cache-Control"] == "no-store"
    look = session.scalars(select(AuditEntry).where(AuditEntry.deed == "look")).one()
    assert (look.actor, look.subject, look.subject_id, look.label) == ("周中心", "member", member.id, "韩新人")
    assert NUMBER not in (look.changes or "")


def test_an_empty_number_keeps_the_stored_one(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    client.post("/memberview/add", data=record(world, id_number=NUMBER))
    member = member_named(session, "韩新人")
    changed = record(world, name="韩改名", birth_date="1970-03-05", id_number="")
    assert client.post(f"/memberview/edit/{member.id}", data=changed).status_code == 302
    assert member_named(session, "韩改名").id_number == NUMBER


def test_a_photo_is_kept_small_and_shown_in_scope(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    data = record(world, grid=world.grids["east"], photo=(io.BytesIO(picture()), "face.png"))
    assert client.post("/memberview/add", data=data, content_type="multipart/form-data").status_code == 302
    member = member_named(session, "韩新人")
    shown = client.get(f"/memberview/photo/{member.id}")
    with Image.open(io.BytesIO(shown.data)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (480, 640))
    assert f"/memberview/photo/{member.id}" in client.get(f"/memberview/show/{member.id}").text
    assert sign_in(roles.HEAD).get(f"/memberview/photo/{member.id}").status_code == 404
    assert client.get(f"/memberview/photo/{world.members['leader']}").status_code == 404


def test_a_photo_that_is_none_is_refused_at_its_field(sign_in: SignIn, world: World) -> None:
    data = record(world, photo=(io.BytesIO(b"<svg onload=alert(1)>"), "face.png"))
    answer = sign_in(roles.CENTRE).post("/memberview/add", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "照片应为 JPEG 或 PNG" in answer.text


@pytest.mark.parametrize("data", [b"", b"GIF89a", picture("GIF", (9, 9)), picture()[:200], b"x" * (MAX_BYTES + 1)])
def test_only_pictures_of_a_fair_size_are_photos(data: bytes) -> None:
    with pytest.raises(Refusal):
        read_photo(data)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refusal, match="像素太多"):
        read_photo(picture("PNG", (9000, 5000)))


def assignment(world: World, **changes: object) -> dict[str, object]:
    wanted = {
        "member": world.members["west1-member"],
        "grid": world.grids["west2"],
        "duty": "member",
        "starts_on": "2026-01-01",
    }
    return {**wanted, **changes}


def test_a_member_may_look_after_several_grids_but_not_one_twice(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client = sign_in(roles.HEAD)
    assert client.post("/assignmentview/add", data=assignment(world)).status_code == 302
    again = client.post("/assignmentview/add", data=assignment(world, starts_on="2026-02-01"))
    assert again.status_code == 422
    assert "任职时间有重叠" in again.text
    backwards = client.post("/assignmentview/add", data=assignment(world, duty="helper", ends_on="2025-01-01"))
    assert "早于开始日期" in backwards.text


def test_duties_of_the_town_are_given_by_the_centre_only(sign_in: SignIn, session: Session, world: World) -> None:
    wanted = assignment(world, grid=world.grids["west"], duty="centre")
    refused = sign_in(roles.HEAD).post("/assignmentview/add", data=wanted)
    assert refused.status_code == 422
    assert "只有综治中心" in refused.text
    assert (
        session.scalar(
            select(Assignment.id).where(Assignment.duty == "centre", Assignment.grid_id == world.grids["west"])
        )
        is None
    )
