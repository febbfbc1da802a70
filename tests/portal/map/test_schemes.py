"""Classes for the legend: readable, without gaps, and zero apart from the rest."""

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from geo.colours import NO_DATA
from portal.map.schemes import counted, schemes


def test_zero_is_a_class_of_its_own() -> None:
    labels = [entry.label for entry in counted([0, 0, 3, 5, 9], "件")]
    assert labels[0] == "0 件"
    assert labels[1].startswith("1–")


def test_one_figure_makes_one_class() -> None:
    assert [entry.label for entry in counted([8043], "户")] == ["8043 户"]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_every_figure_falls_into_a_class_whose_label_holds_it(values: list[int]) -> None:
    entries = counted(values, "户")
    for value in values:
        entry = next(each for each in entries if each.up_to is not None and value <= each.up_to)
        numbers = [int(part) for part in entry.label.removesuffix(" 户").split("–")]
        assert numbers[0] <= value <= numbers[-1]


def test_no_data_has_a_colour_no_class_has(app: Flask) -> None:
    for scheme in schemes(2026):
        assert scheme.no_data_colour == NO_DATA
        assert NO_DATA not in {entry.colour for entry in scheme.entries}
    assert NO_DATA not in {entry.colour for entry in counted([0, 1, 2, 3, 4, 5, 6], "户")}
