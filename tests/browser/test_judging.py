"""Points are given on one long page: nothing that was typed is lost, and what came of it is in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentJudgement
from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True])
def test_points_are_judged_together_and_never_lost(enter: Enter, live_portal: LivePortal, phone: bool) -> None:
    member = live_portal.world.members["east1-member" if phone else "west1-member"]
    number = live_portal.rows(select(Assessment.id).where(Assessment.member_id == member))[0][0]
    centre, address = enter(roles.CENTRE, phone=phone), f"/assessmentview/show/{number}"
    centre.allowed.add(422)
    centre.open(address)
    first, second = centre.page.locator("input[name^=value-]").all()
    first.fill("80")
    second.fill("120")
    centre.press("保存全部评分")
    expect(centre.page.locator(".told").filter(has_text="得分应在 0 到 100 之间")).to_be_in_viewport()
    assert [each.input_value() for each in (first, second)] == ["80", "120"]
    second.fill("90")
    centre.press("保存全部评分")
    expect(centre.page.locator(".told").filter(has_text="已保存 2 项评分")).to_be_in_viewport()
    centre.fits()
    given = select(AssessmentJudgement.score).where(AssessmentJudgement.row.has(assessment_id=number))
    assert sorted(float(score) for (score,) in live_portal.rows(given)) == [80, 90]

    centre.page.get_by_text("评分", exact=True).first.click()
    first.fill("70")
    centre.page.get_by_role("button", name="撤回").first.click()
    centre.confirm()
    expect(centre.page.locator("#confirm-text")).to_contain_text("本页别处填写的内容还没有保存")
    centre.page.locator("#confirm [data-answer=no]").click()
    assert first.input_value() == "70"
    centre.press("保存全部评分")
    expect(centre.page.locator(".told").filter(has_text="已保存 1 项评分")).to_be_in_viewport()
    assert len(live_portal.rows(given)) == 2


def test_a_page_that_refused_is_asked_for_anew(enter: Enter, live_portal: LivePortal) -> None:
    number = live_portal.rows(select(Assessment.id))[0][0]
    centre = enter(roles.CENTRE)
    centre.allowed.add(422)
    centre.open(f"/assessmentview/show/{number}")
    centre.press("保存全部评分")
    expect(centre.page.locator(".told").filter(has_text="还没有填写分数")).to_be_in_viewport()
    centre.page.reload()
    expect(centre.page.get_by_role("button", name="保存全部评分")).to_be_visible()
    expect(centre.page.locator(".told")).to_have_count(0)
