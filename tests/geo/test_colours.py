import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.colours import MOST_CLASSES, NO_DATA, Method, breaks, class_of, colour_of, kind_colours, ramp

figures = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)
methods: st.SearchStrategy[Method] = st.sampled_from(["quantile", "equal", "natural"])


@given(figures, st.integers(1, MOST_CLASSES), methods)
def test_every_figure_falls_into_one_of_the_classes(values: list[float], classes: int, method: Method) -> None:
    bounds = breaks(values, classes, method)
    assert bounds == sorted(set(bounds))
    assert 1 <= len(bounds) <= classes
    assert bounds[-1] == max(values)
    for value in values:
        number = class_of(value, bounds)
        assert number is not None
        assert value <= bounds[number]
        assert number == 0 or value > bounds[number - 1]


def test_each_method_cuts_where_it_says() -> None:
    values = [0.0, 1, 2, 3, 50, 51, 52, 100]
    assert breaks(values, 2, "quantile") == [3, 100]
    assert breaks(values, 2, "equal") == [50, 100]
    assert breaks(values, 3, "natural") == [3, 52, 100]


def test_zero_is_a_figure_and_no_data_is_not() -> None:
    bounds = breaks([0, 1, 2], 3)
    assert colour_of(0, bounds) != NO_DATA
    assert colour_of(None, bounds) == colour_of(float("nan"), bounds) == colour_of(0, []) == NO_DATA
    assert breaks([], 3) == []


@pytest.mark.parametrize("classes", range(1, MOST_CLASSES + 1))
def test_a_ramp_darkens_and_never_repeats(classes: int) -> None:
    colours = ramp(classes)
    assert len(set(colours)) == classes
    assert NO_DATA not in colours
    lightness = [
        sum(w * int(found, 16) for w, found in zip((3, 6, 1), re.findall("..", c[1:]), strict=True)) for c in colours
    ]
    assert lightness == sorted(lightness, reverse=True)


def test_nonsense_numbers_of_classes_are_refused() -> None:
    for classes in (0, MOST_CLASSES + 1):
        with pytest.raises(ValueError, match="分级数"):
            ramp(classes)
        with pytest.raises(ValueError, match="分级数"):
            breaks([1, 2], classes)


def test_kinds_have_colours_of_their_own() -> None:
    assert len(set(kind_colours(["普通", "专属", "单元格"]).values())) == 3
