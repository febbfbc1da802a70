"""A plan is data: no line of the portal knows one of them, by its id or by the name of its place."""

import re

import pytest

from seeds.loading import available_profiles, load_profile
from tests.architecture.test_house_rules import ROOT, text_lines, tracked

ROOMS = ("portal/", "geo/", "reports/", "deploy/")
DATA = ("portal/static/vendor/", "reports/designs/")
"""Files of others, and samples that a design is previewed with."""


@pytest.mark.parametrize("key", sorted(available_profiles()))
def test_no_line_of_the_portal_names_a_plan(key: str) -> None:
    place = load_profile(available_profiles()[key]).place
    named = re.compile(rf"\b{key}\b|{re.escape(place.name)}")
    files = [name for name in tracked() if name.startswith(ROOMS) and not name.startswith(DATA)]
    found = [f"{name}:{number}" for name in files for number, line in text_lines(name) if named.search(line)]
    assert found == []


def test_the_rooms_are_there() -> None:
    assert all((ROOT / room).is_dir() for room in ROOMS)
