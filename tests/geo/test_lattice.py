from itertools import pairwise
from math import dist, hypot

from hypothesis import assume, given
from hypothesis import strategies as st

from geo.lattice import beside, between, on_grid
from tests.geo.shapes import outlines

vertex = st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))


@given(vertex, vertex, st.integers(1_000, 100_000))
def test_new_vertices_of_an_edge_are_the_same_from_both_sides(
    start: tuple[int, int], end: tuple[int, int], spacing: int
) -> None:
    assert between(start, end, spacing) == between(end, start, spacing)[::-1]


@given(vertex, vertex, st.integers(1, 100))
def test_new_vertices_follow_the_edge(start: tuple[int, int], end: tuple[int, int], pieces: int) -> None:
    assume(start != end)
    dx, dy = end[0] - start[0], end[1] - start[1]
    spacing = max(100, hypot(dx, dy) / pieces)
    line = [start, *between(start, end, spacing), end]
    # Doubled area of the triangle over the edge: at most half a unit sideways.
    assert all(abs(dx * (y - start[1]) - dy * (x - start[0])) <= hypot(dx, dy) / 2 + 3 * pieces for x, y in line)
    assert max(dist(one, other) for one, other in pairwise(line)) < 3.5 * spacing
    along = [dx * (x - start[0]) + dy * (y - start[1]) for x, y in line]
    assert along == sorted(set(along))


@given(vertex, vertex, st.floats(0, 1))
def test_a_crossing_is_found_within_a_metre(start: tuple[int, int], end: tuple[int, int], along: float) -> None:
    assume(start != end)
    point = (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1]))
    found = beside(start, end, point)
    assert dist(found, point) < 150
    assert min(start[0], end[0]) <= found[0] <= max(start[0], end[0])


@given(outlines())
def test_a_shape_on_the_grid_stays_as_it_is(shape: object) -> None:
    assert on_grid(shape) == shape  # type: ignore[arg-type]
