"""Whom paper names first: the principal post of the plan, whatever the plan calls it."""

from __future__ import annotations

import pytest

from portal.members.posts import Posts
from portal.members.rules import Duty
from seeds.loading import available_profiles, load_profile
from seeds.sections.team import Acting, TeamRole


def role(key: str, name: str, level: str = "village", minimum: int = 1, acts_as: Acting = "head") -> TeamRole:
    return TeamRole(key=key, name=name, level=level, acts_as=acts_as, minimum=minimum, duties=("做好工作",))


POSTS = Posts((
    role("guest", "包村干部", minimum=0), role("first", "站长"), role("second", "副站长"), role("walker", "网格员", "grid", acts_as="member"),
    role("district", "片长", "district"),
))  # fmt: skip


def test_a_post_that_every_grid_has_comes_before_one_that_some_have_and_both_in_the_order_of_the_plan() -> None:
    order = sorted(("guest", None, "second", "first"), key=lambda key: POSTS.rank(key, Duty.HEAD, "village", None))
    assert order == ["first", "second", "guest", None]


def test_a_duty_alone_ranks_as_the_only_post_that_it_can_mean() -> None:
    assert POSTS.rank(None, Duty.HEAD, "district", None) == POSTS.rank("district", Duty.HEAD, "district", None)


@pytest.mark.parametrize(
    ("duty", "level", "called"),
    [(Duty.HEAD, "village", "站长"), (Duty.HEAD, "district", "片长"), (Duty.HEAD, "grid", "站长"), (Duty.MEMBER, "village", "网格员"),
     (Duty.HELPER, "grid", "网格辅助员")],
)  # fmt: skip
def test_a_duty_is_called_by_its_principal_post_also_where_nobody_has_it(duty: Duty, level: str, called: str) -> None:
    assert POSTS.usual(duty, level, None) == called
    assert Posts().usual(duty, level, None) == Duty.label_of(duty)


@pytest.mark.parametrize(
    ("plan", "called"),
    [("huayang", "站长"), ("hongqiao", "村（社区）党支部书记"), ("chaihudian", "村党支部书记"), ("bianqiao", "三级网格长"), ("wangjiang", "二级网格长")],
)  # fmt: skip
def test_the_plans_call_the_head_of_a_village_as_they_mean_it(plan: str, called: str) -> None:
    profile = load_profile(available_profiles()[plan])
    posts = Posts(tuple(each for each in profile.roles if each.acts_as))
    assert posts.usual(Duty.HEAD, profile.place_level("village").key, None) == called
