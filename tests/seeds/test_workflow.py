"""A workflow that exists can be walked: into every state, out of every state, and back when people are dissatisfied."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seeds.loading import available_profiles, load_profile, parse_profile
from seeds.problems import ProfileError
from seeds.sections.workflow import FITTING, STANDARD, Workflow

PLANS = sorted(available_profiles())
OWN = {"bianqiao", "chaihudian", "dalu", "lilou", "wangjiang", "xiabamiao", "xigang"}


def flow_of(plan: str) -> Workflow:
    return load_profile(available_profiles()[plan]).casework.workflow


def changed(**parts: Any) -> dict[str, Any]:
    """The standard workflow as data, with rows of states or steps changed: {key: {field: value}}, None takes a row away."""
    data = STANDARD.model_dump()
    for part, rows in parts.items():
        merged = ({**row, **(rows.get(row["key"], {}) or {})} for row in data[part])
        data[part] = [row for row in merged if rows.get(row["key"], {}) is not None]
    return data


def problem(**parts: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        Workflow.model_validate(changed(**parts))
    return str(refused.value)


def walk(flow: Workflow, luck: random.Random) -> Iterator[tuple[str, str]]:
    """(stage before, stage after) of steps taken at random from the first state on."""
    at = flow.initial
    for _ in range(30):
        step = luck.choice(flow.steps_from(at.key))
        after = flow.state(step.target or at.key)
        assert after is not None
        yield at.stage, after.stage
        at = after


def test_the_usual_way_is_sound_and_begins_with_a_registered_issue() -> None:
    assert STANDARD.initial.key == "registered"
    assert STANDARD.keys_in("closed") == ("closed",)
    assert [step.key for step in STANDARD.steps_from("handled")] == ["revisit", "reopen", "close"]
    assert [step.key for step in STANDARD.steps_from("closed")] == ["reopen"]
    assert STANDARD.step("nothing") is None
    assert STANDARD.state("nothing") is None
    assert STANDARD.steps_from("nothing") == ()


def test_plans_that_describe_their_own_way_have_it() -> None:
    assert {plan for plan in PLANS if flow_of(plan) != STANDARD} == OWN


@pytest.mark.parametrize("plan", PLANS)
def test_states_kept_by_all_plans_stay_readable_in_each(plan: str) -> None:
    flow = flow_of(plan)
    shared = {"registered": "new", "assigned": "working", "paused": "paused", "handled": "answered", "closed": "closed"}
    assert {key: state.stage for key in shared if (state := flow.state(key))} == shared


@given(st.sampled_from(PLANS), st.randoms())
def test_every_step_of_every_plan_leads_where_its_effect_belongs(plan: str, luck: random.Random) -> None:
    allowed = {(before, after) for starts, ends in FITTING.values() for before in starts for after in ends}
    assert set(walk(flow_of(plan), luck)) <= allowed


def test_wangjiang_goes_up_one_level_at_a_time_with_its_five_and_three_days() -> None:
    flow = flow_of("wangjiang")
    up = {source: step.target for step in flow.steps if step.effect == "pass_up" for source in step.sources}
    assert (up["registered"], up["assigned"], up["township_work"]) == ("township_work", "township_work", "county_work")
    assert "county_work" not in up
    limits = {state.key: state.limit.text for state in flow.states if state.limit}
    assert limits["registered"] == "3 个工作日"
    assert {limits[key] for key in ("assigned", "township_work", "county_work")} == {"5 个工作日"}


def test_bianqiao_closes_nothing_that_its_member_has_not_checked() -> None:
    flow = flow_of("bianqiao")
    check, close = flow.step("check"), flow.step("close")
    assert check
    assert check.by == ("member",)
    assert close
    assert close.sources == (check.target,)


def test_chaihudian_sorts_before_handing_over_and_revisits_before_closing() -> None:
    flow = flow_of("chaihudian")
    assert {step.effect for step in flow.steps_from("registered")} == {"solve", "classify"}
    assert [step.key for step in flow.steps if step.effect == "close" and "handled" in step.sources] == []


def test_xigang_merges_and_reviews_before_handing_over() -> None:
    flow = flow_of("xigang")
    assert flow.step_with("assign", "registered") is None
    assert flow.step_with("assign", "merged") is None
    assert flow.step_with("assign", "reviewed") is not None


@pytest.mark.parametrize(("parts", "said"), [
    ({"states": {"registered": {"stage": "working"}}}, "第一个状态“已登记”.*stage 应为 new"),
    ({"states": {"closed": {"stage": "answered"}}}, "应至少有一个 stage 为 closed 的状态"),
    ({"steps": {"close": {"target": "assigned"}}}, "步骤“销号”（close）之后应是已结束（closed）的状态，“办理中”是在办的"),
    ({"steps": {"handle": {"target": None}}}, "步骤“办理答复”（handle）之后应是已答复"),
    ({"steps": {"resume": {"sources": ("handled",)}}}, "步骤“恢复办理”（resume）只能用在暂停（paused）的状态，“待回访”是已答复的"),
    ({"steps": {"pass_up": None}}, "状态“已上报”没有步骤能走到"),
    ({"steps": {"resume": None}}, "诉求到了状态“暂停计时”就办不结"),
    ({"steps": {"reopen": {"sources": ("closed",)}}}, "状态“待回访”没有退回重办"),
    ({"steps": {"reopen": {"sources": ("handled",)}}}, "状态“已销号”没有退回重办"),
    ({"states": {"passed_up": {"retired": True}}}, "步骤“上报上级”通往已停用的状态“已上报”"),
    ({"steps": {"assign": {"target": "nowhere"}}}, "步骤“交办”里没有名为“nowhere”的状态"),
    ({"steps": {"assign": {"key": "handle"}}}, "步骤代号“handle”重复"),
    ({"states": {"passed_up": {"key": "assigned"}}}, "状态代号“assigned”重复"),
])  # fmt: skip
def test_what_cannot_be_walked_is_named(parts: dict[str, Any], said: str) -> None:
    assert re.search(said, problem(**parts))


def test_issues_may_still_leave_a_state_that_is_no_longer_used() -> None:
    old = changed(states={"passed_up": {"retired": True}}, steps={"pass_up": None})
    flow = Workflow.model_validate(old)
    assert flow.step_with("hand_down", "passed_up") is not None


def test_a_step_to_nowhere_is_named_once_in_its_own_line() -> None:
    path = available_profiles()["bianqiao"]
    text = path.read_text("utf-8").replace(
        "sources: [handled], target: accepted", "sources: [handled], target: acepted"
    )
    with pytest.raises(ProfileError) as refused:
        parse_profile(text, path)
    (only,) = refused.value.problems
    assert text.splitlines()[only.line - 1].strip().startswith("- {key: check")
    assert "没有名为“acepted”的诉求状态，可用：accepted" in only.expectation
