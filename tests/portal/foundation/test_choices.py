"""Stored keys with Chinese labels."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection, text

from portal import models  # noqa: F401  (every enumeration must be imported)
from portal.foundation.choices import Choice, one_of


class Colour(Choice):
    """An example."""

    RED = "red", "红"
    BLUE = "blue", "蓝"


def all_choices() -> list[type[Choice]]:
    """Every enumeration of the portal."""
    return [kind for kind in Choice.__subclasses__() if kind.__module__.startswith("portal.")]


def test_a_member_is_its_key_and_has_a_label() -> None:
    assert str(Colour.RED) == "red"
    assert Colour("blue").label == "蓝"
    assert Colour.options() == [("red", "红"), ("blue", "蓝")]


def test_nothing_has_an_empty_label_and_an_unknown_key_is_an_error() -> None:
    assert Colour.label_of(None) == Colour.label_of("") == ""
    with pytest.raises(ValueError, match="green"):
        Colour.label_of("green")


def test_the_condition_holds_for_the_keys_alone(connection: Connection) -> None:
    statement = text(f"SELECT {one_of(Colour, ':value')}")
    held = {
        value
        for value in ("red", "blue", "green", "红", "")
        if connection.execute(statement, {"value": value}).scalar()
    }
    assert held == {"red", "blue"}


@pytest.mark.parametrize("kind", all_choices(), ids=lambda kind: kind.__name__)
def test_every_label_is_chinese_and_its_own(kind: type[Choice]) -> None:
    labels = [member.label for member in kind]
    assert all(re.search("[一-鿿]", label) for label in labels)
    assert len(set(labels)) == len(labels)
