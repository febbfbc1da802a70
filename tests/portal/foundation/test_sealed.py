"""Sealed fields: nothing readable at rest, nothing movable, nothing without the key."""

from __future__ import annotations

import base64

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.foundation.sealed import PREFIX, blind_index, masked, seal, unseal
from portal.members.models import Member
from tests.fixtures.world import World

KEY, OTHER = b"k" * 32, b"o" * 32
PLACE = "member.id_number"
NUMBER = "110101199003077774"
keys = st.binary(min_size=32, max_size=32)


@given(st.text(max_size=120), keys)
def test_what_is_sealed_reads_as_before_and_shows_nothing(plain: str, key: bytes) -> None:
    sealed = seal(plain, PLACE, key)
    assert unseal(sealed, PLACE, key) == plain
    assert sealed.startswith(PREFIX)
    assert len(plain) < 3 or plain not in sealed
    assert seal(plain, PLACE, key) != sealed


@pytest.mark.parametrize(("place", "key"), [("resident.id_number", KEY), (PLACE, OTHER)])
def test_a_moved_value_or_another_key_is_refused(place: str, key: bytes) -> None:
    with pytest.raises(ValueError, match=r"wrong DATA_KEY or altered value"):
        unseal(seal(NUMBER, PLACE, KEY), place, key)


@given(st.integers(0, 40), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal(NUMBER, PLACE, KEY).removeprefix(PREFIX)))
    raw[place] ^= change
    with pytest.raises(ValueError, match="altered value"):
        unseal(PREFIX + base64.urlsafe_b64encode(bytes(raw)).decode(), PLACE, KEY)


@given(st.text(), st.text(), keys)
def test_a_blind_index_is_equal_only_for_equal_texts_of_one_column_under_one_key(
    one: str, two: str, key: bytes
) -> None:
    index = blind_index(one, PLACE, key)
    assert (blind_index(two, PLACE, key) == index) == (one == two)
    assert blind_index(one, "resident.id_number", key) != index
    assert blind_index(one, PLACE, bytes(255 - byte for byte in key)) != index


@given(st.text(max_size=30), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_shows_head_and_tail_at_most(plain: str, head: int, tail: int) -> None:
    shown = masked(plain, head, tail)
    assert len(shown) == len(plain)
    assert set(shown[head : len(shown) - tail]) <= {"*"}
    assert len(plain) > head + tail or set(shown) <= {"*"}


def test_the_column_holds_no_readable_number(session: Session, world: World, connection: Connection) -> None:
    member = session.get_one(Member, world.members["west-head"])
    member.id_number = NUMBER
    session.flush()
    stored = connection.execute(text("SELECT id_number FROM member WHERE id = :id"), {"id": member.id}).scalar_one()
    assert stored.startswith(PREFIX)
    assert NUMBER not in stored
    session.expire(member)
    assert member.id_number == NUMBER


def test_a_wrong_number_is_refused_before_it_is_sealed(session: Session, world: World) -> None:
    member = session.get_one(Member, world.members["west-head"])
    member.id_number = NUMBER[:-1] + "5"
    with pytest.raises(StatementError) as caught:
        session.flush()
    assert isinstance(caught.value.orig, Refusal)


def test_empty_text_is_stored_as_nothing(session: Session, world: World, connection: Connection) -> None:
    member = session.get_one(Member, world.members["west-head"])
    member.id_number = ""
    session.flush()
    statement = text("SELECT count(*) FROM member WHERE id = :id AND id_number IS NULL")
    assert connection.execute(statement, {"id": member.id}).scalar_one() == 1


def test_the_database_takes_nothing_unsealed(connection: Connection, world: World) -> None:
    with pytest.raises(IntegrityError, match="member_id_number"):
        connection.execute(text("UPDATE member SET id_number = :n"), {"n": NUMBER})


def test_a_value_moved_in_the_database_cannot_be_read(app: Flask, session: Session, world: World) -> None:
    sealed = seal(NUMBER, "resident.id_number", app.config["PORTAL"].data_key)
    session.execute(
        text("UPDATE member SET id_number = :n WHERE id = :id"), {"n": sealed, "id": world.members["west-head"]}
    )
    with pytest.raises(ValueError, match="cannot unseal"):
        session.scalars(select(Member.id_number).where(Member.id == world.members["west-head"])).all()
