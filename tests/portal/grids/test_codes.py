"""Codes by the profile's scheme: the next one, what is wrong with one, and the top of the tree from the profile's areas."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids import codes, services
from portal.grids.models import Grid, GridLevel
from portal.grids.planting import plant_grids
from portal.plans.current import profile_in_force
from portal.plans.services import apply_profile
from portal.security import roles
from seeds.loading import available_profiles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def apply(session: Session, key: str = "longcheng") -> None:
    """Apply a profile that comes with the portal."""
    path = available_profiles()[key]
    apply_profile(session, path.read_text("utf-8"), path)


def a_grid(session: Session, world: World, **values: str) -> Grid:
    """A new grid of the west village, not yet stored."""
    level = session.scalars(select(GridLevel).where(GridLevel.key == "grid")).one()
    return Grid(
        name="西村第三网格", level=level, parent=session.get_one(Grid, world.grids["west"]), kind="ordinary", **values
    )


def test_a_grid_without_a_code_gets_the_next_one(session: Session, world: World) -> None:
    apply(session)
    grid = a_grid(session, world)
    with session.no_autoflush:
        services.check_grid(session, grid)
    assert grid.code == "900000100001003"


def test_without_a_profile_a_code_must_be_given(session: Session, world: World) -> None:
    with session.no_autoflush, pytest.raises(Refusal, match="请填写编码"):
        services.check_grid(session, a_grid(session, world))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("12", "应为 15 位数字"), ("900000100002009", "应以上级网格的编码"), ("900000100001000", "应从 1 编起")],
)
def test_a_code_outside_the_scheme_is_refused(session: Session, world: World, code: str, sentence: str) -> None:
    apply(session)
    with session.no_autoflush, pytest.raises(Refusal, match=sentence) as caught:
        services.check_grid(session, a_grid(session, world, code=code))
    assert caught.value.field == "code"


def test_a_grid_with_an_old_code_can_still_be_edited(session: Session, world: World) -> None:
    grid = session.get_one(Grid, world.grids["west1"])
    grid.code = "OLD1"
    session.flush()
    apply(session)
    grid = session.get_one(Grid, world.grids["west1"])
    grid.remark = "老编码"
    services.check_grid(session, grid)
    grid.code = "OLD2"
    with session.no_autoflush, pytest.raises(Refusal, match="15 位"):
        services.check_grid(session, grid)


def test_the_form_of_a_new_grid_may_leave_the_code_open(sign_in: SignIn, session: Session, world: World) -> None:
    apply(session)
    session.commit()
    level = session.scalars(select(GridLevel.id).where(GridLevel.key == "grid")).one()
    data = {"name": "西村第三网格", "parent": world.grids["west"], "level": level, "kind": "ordinary", "code": ""}
    answer = sign_in(roles.CENTRE).post("/gridview/add", data=data, follow_redirects=True)
    assert answer.status_code == 200
    session.expire_all()
    assert session.scalars(select(Grid.code).where(Grid.name == "西村第三网格")).one() == "900000100001003"


def test_six_digits_begin_with_the_village_and_the_kind(emptied: Session) -> None:
    apply(emptied, "dongye")
    plant_grids(emptied, profile_in_force(emptied))
    village = emptied.scalars(select(Grid).where(Grid.name == "东冶村")).one()
    level = emptied.scalars(select(GridLevel).where(GridLevel.key == "grid")).one()
    profile = profile_in_force(emptied)
    assert len(village.code) == 3
    for kind in profile.grid_kinds:
        made = codes.next_code(emptied, profile, level, village, kind.key)
        assert made == f"{village.code}{kind.digit}01"


@pytest.mark.parametrize("key", [key for key in available_profiles() if key != "longcheng"])
def test_the_top_of_the_tree_grows_from_the_areas_once(key: str, emptied: Session) -> None:
    apply(emptied, key)
    profile = profile_in_force(emptied)
    planted = plant_grids(emptied, profile)
    assert len(planted.made) == len(profile.areas)
    grids = emptied.scalars(select(Grid)).all()
    tops = sum(area.level == profile.levels[0].key for area in profile.areas)
    assert sum(grid.parent_id is None for grid in grids) == tops
    assert all(codes.scheme_problem(profile, grid) is None for grid in grids)
    again = plant_grids(emptied, profile)
    assert (again.made, again.kept) == ([], len(profile.areas))
    assert emptied.scalar(select(func.count(Grid.id))) == len(profile.areas)


def test_a_profile_without_areas_says_what_to_do(session: Session) -> None:
    text = available_profiles()["longcheng"].read_text("utf-8")
    profile = apply_profile(session, text, Path("longcheng.yaml")).model_copy(update={"areas": ()})
    with pytest.raises(Refusal, match="没有列出"):
        plant_grids(session, profile)
