import pytest
from shapely.geometry import MultiPolygon

from geo.coverage import OVERLAP_TOLERANCE_DEG2, SPILL_TOLERANCE_DEG, check_coverage, may_contain, may_neighbour
from geo.measuring import area_m2
from tests.geo.shapes import square

PARENT = square(side=0.02)


def quarters(side: float = 0.01) -> dict[str, MultiPolygon]:
    corners = {"西南": (0, 0), "东南": (0.01, 0), "西北": (0, 0.01), "东北": (0.01, 0.01)}
    return {name: square(west, south, side) for name, (west, south) in corners.items()}


def test_a_sound_tiling_has_nothing_to_say() -> None:
    report = check_coverage(PARENT, quarters())
    assert report.is_sound
    assert report.sentences() == []


def test_a_gap_is_found_with_its_area_and_place() -> None:
    children = quarters()
    missing = children.pop("东北")
    (gap,) = check_coverage(PARENT, children).gaps
    assert gap.area_m2 == pytest.approx(area_m2(missing), rel=1e-4)
    assert missing.contains(gap.shape.representative_point())


def test_an_overlap_names_both_and_a_spill_names_the_child() -> None:
    report = check_coverage(PARENT, quarters(side=0.0102))
    assert {frozenset(found[:2]) for found in report.overlaps} >= {frozenset(("西南", "东南"))}
    assert {found.name for found in report.spills} == {"东南", "西北", "东北"}
    said = "\n".join(report.sentences())
    assert "“西南”与“东南”重叠" in said
    assert "“东北”超出上级边界" in said


def test_one_definition_serves_pairs_and_sets() -> None:
    inside, outside = SPILL_TOLERANCE_DEG * 0.9, SPILL_TOLERANCE_DEG * 1.1
    for reach, allowed in ((inside, True), (outside, False)):
        child = square(west=-reach)
        assert may_contain(PARENT, child) is allowed
        assert bool(check_coverage(PARENT, {"甲": child}).spills) is not allowed
    for share, allowed in ((0.9, True), (1.1, False)):
        depth = share * OVERLAP_TOLERANCE_DEG2 / 0.01
        one, other = square(), square(west=0.01 - depth)
        assert may_neighbour(one, other) is allowed
        assert bool(check_coverage(PARENT, {"甲": one, "乙": other}).overlaps) is not allowed


def test_many_findings_are_cut_short() -> None:
    children = {str(number): square(side=0.01 + number / 1e4) for number in range(30)}
    sentences = check_coverage(PARENT, children).sentences()
    assert any(sentence.startswith("另有") for sentence in sentences)


def test_no_children_leave_the_whole_parent_open() -> None:
    (gap,) = check_coverage(PARENT, {}).gaps
    assert gap.shape.equals(PARENT.geoms[0])
