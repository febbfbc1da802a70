"""Grids outside the plan's rules: each is named with its figure and the rule."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.grids.fitting import misfits
from portal.grids.models import Grid
from portal.plans.checking import check_profile
from portal.plans.current import profile_in_force
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, applied, changed


def sized(*rules: dict[str, Any]) -> Any:
    """A change that sets the size rules of the lowest level."""

    def change(data: dict[str, Any]) -> None:
        data["levels"][2]["sizes"] = list(rules)

    return change


def test_sizes_are_counted_by_place_and_unit(session: Session, world: World) -> None:
    session.get_one(Grid, world.grids["east"]).name = "东街社区"
    session.flush()

    def villages(data: dict[str, Any]) -> None:
        data["levels"][1]["sizes"] = [{"place": "village", "unit": "grids", "minimum": 3, "maximum": 7}]

    applied(
        session,
        sized(
            {"place": "community", "minimum": 500, "maximum": 800}, {"place": "village", "unit": "people", "maximum": 2}
        ),
        villages,
    )
    found = [str(each) for each in misfits(session, profile_in_force(session))]
    assert found == [
        "试验镇/西村：2 个下级网格，方案规定村应有 3～7 个下级网格",
        "试验镇/西村/西村第一网格：3 人，方案规定村的网格应不多于 2 人",
        "试验镇/西村/西村第二网格：3 人，方案规定村的网格应不多于 2 人",
        "试验镇/东街社区/东村第一网格：3 户，方案规定社区的网格应有 500～800 户",
        "试验镇/东街社区/东村第二网格：3 户，方案规定社区的网格应有 500～800 户",
    ]


def test_only_what_lies_below_is_told(session: Session, world: World) -> None:
    applied(session, sized({"place": "any", "minimum": 5}))
    west = session.get_one(Grid, world.grids["west"])
    assert {each.id for each in misfits(session, profile_in_force(session), west.path)} == {
        world.grids["west1"],
        world.grids["west2"],
    }


def test_a_dedicated_grid_keeps_only_rules_of_its_own(session: Session, world: World) -> None:
    session.get_one(Grid, world.grids["west1"]).kind = "dedicated"
    session.flush()
    applied(session, sized({"place": "any", "minimum": 5}))
    assert world.grids["west1"] not in {each.id for each in misfits(session, profile_in_force(session))}


def test_codes_outside_the_scheme_are_told(session: Session, world: World) -> None:
    session.get_one(Grid, world.grids["west1"]).code = "A1"
    session.flush()
    applied(session)
    codes = [each for each in misfits(session, profile_in_force(session)) if each.what == "code"]
    assert [each.id for each in codes] == [world.grids["west1"]]
    assert "应为 15 位数字" in str(codes[0])


def test_a_profile_with_other_sizes_warns_and_does_not_refuse(session: Session, world: World) -> None:
    applied(session)
    check = check_profile(session, changed(sized({"place": "any", "minimum": 5})), SOURCE)
    assert check.obstacles == ()
    (warning,) = check.warnings
    assert warning.total == 4
    assert "试验镇/西村/西村第一网格（3 户）" in str(warning)
