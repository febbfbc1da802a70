"""Who leads takes part in the steps that the plan gives to leaders, and in no other."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from portal.issues.acting import Standing
from portal.issues.models import Issue
from portal.security import roles
from seeds.loading import available_profiles
from seeds.sections.workflow import STANDARD, WorkStep
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World


def step(*by: Any) -> WorkStep:
    return WorkStep(key="assign", name="指派站所", effect="assign", sources=("registered",), target="assigned", by=by)


@pytest.mark.parametrize(
    ("parts", "by", "may"),
    [
        ({"leader"}, ("centre", "leader"), True), ({"leader"}, ("centre",), False), ({"leader"}, (), False),
        ({"leader", "centre"}, (), True), ({"centre"}, (), True),
    ],
)  # fmt: skip
def test_a_leader_needs_to_be_named(parts: set[str], by: tuple[str, ...], may: bool) -> None:
    assert (Standing(frozenset(parts), True, "试验镇").refusal(step(*by)) is None) is may


def test_the_step_that_names_leaders_is_on_their_page_and_works(
    sign_in: SignIn, session: Session, world: World
) -> None:
    casework = yaml.safe_load(available_profiles()["longcheng"].read_text("utf-8"))["casework"]
    flow = STANDARD.model_dump(mode="json", exclude_none=True)
    for each in flow["steps"]:
        each["by"] = ["centre", "leader"] if each["key"] == "pass_up" else []
    put_in_force(session, casework={**casework, "workflow": flow}, campaigns=[], tables=[], rates=[])
    issue, leader = world.issues["west1-registered"], sign_in(roles.LEADER)
    page = leader.get(f"/issueview/show/{issue}").text
    assert (f"/step/{issue}/pass_up" in page, f"/step/{issue}/assign" in page) == (True, False)
    assert leader.post(f"/api/v1/issue/{issue}/step", json={"action": "assign"}).status_code == 403
    answer = leader.post(f"/api/v1/issue/{issue}/step", json={"action": "pass_up", "note": "请村里协调"})
    assert answer.status_code == 200, answer.text
    assert session.get_one(Issue, issue).state == "passed_up"
