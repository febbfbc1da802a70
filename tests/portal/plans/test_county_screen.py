"""A county's screen of profiles: the county's own and its towns' additions stand side by side."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.plans.additions import versions_in_force
from portal.plans.models import PlanDraft, PlanVersion
from portal.plans.services import apply_profile
from portal.security import roles
from seeds.loading import available_profiles
from tests.fixtures.people import SignIn
from tests.portal.plans.test_screen import apply_it, upload

COUNTY = available_profiles()["wangjiang"].read_text("utf-8")
TOWN = """schema_version: 1
extends: wangjiang
meta: {id: leichi, title: 雷池镇增补方案, source: 试验}
place: {name: 雷池镇, code: "340827109", county: 望江县, county_code: "340827"}
care_categories:
  - {code: retired_fisher, name: 退捕渔民, group: hardship}
"""


def test_an_addition_is_shown_as_one_and_stands_beside_the_county(sign_in: SignIn, emptied: Session) -> None:
    apply_profile(emptied, COUNTY, Path("wangjiang.yaml"))
    emptied.commit()
    client = sign_in(roles.SYSTEM)
    page = upload(client, TOWN)
    assert "这是乡镇增补" in page.text
    assert "新增关爱类别 1 个：退捕渔民" in page.text
    county = emptied.scalars(select(PlanVersion)).one()
    apply_it(client, emptied.scalars(select(PlanDraft)).one(), county.id)
    emptied.expire_all()
    assert [version.key for version in versions_in_force(emptied)] == ["wangjiang", "leichi"]
    listed = client.get("/planview/list/").text
    assert "正在使用（乡镇增补）" in listed
    assert "以前的版本" not in listed
    apply_profile(emptied, TOWN.partition("care_categories")[0], Path("leichi.yaml"))
    assert [(version.key, version.number) for version in versions_in_force(emptied)] == [
        ("wangjiang", 1),
        ("leichi", 2),
    ]
