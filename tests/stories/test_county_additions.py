"""A county with the additions of its towns: what one town adds holds there, and lasts when the county's own plan moves on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.households.models import CareCategory
from portal.plans.current import profile_in_force
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile
from seeds.loading import available_profiles, dump, load_profile
from tests.fixtures.application import rolled_back

COUNTY = available_profiles()["wangjiang"].read_text("utf-8")
HEAD = """schema_version: 1
extends: wangjiang
meta: {{id: {key}, title: {name}增补方案, source: 试验}}
place: {{name: {name}, code: "{code}", county: 望江县, county_code: "340827"}}
"""
LEICHI = HEAD.format(key="leichi", name="雷池镇", code="340827109")
FISHERS = """
care_categories:
  - {code: retired_fisher, name: 退捕渔民, group: hardship}
fields:
  household:
    - {key: fishing_boat, name: 有渔船, kind: boolean}
"""


@pytest.fixture
def session(empty_app: Flask) -> Iterator[Session]:
    """A session on an empty portal with the county's plan in force."""
    with rolled_back(empty_app):
        opened = db.session()
        apply_profile(opened, COUNTY, Path("wangjiang.yaml"))
        yield opened


def areas_of(session: Session, field: str) -> tuple[str, ...]:
    """Where a field of households holds."""
    (found,) = [each for each in profile_in_force(session).fields.household if each.key == field]
    return found.areas


def test_what_a_town_adds_is_in_force_for_that_town(session: Session) -> None:
    apply_profile(session, LEICHI + FISHERS, Path("leichi.yaml"))
    assert areas_of(session, "fishing_boat") == ("340827109",)
    assert profile_in_force(session).meta.id == "wangjiang"
    assert session.scalars(select(CareCategory.name).where(CareCategory.code == "retired_fisher")).one() == "退捕渔民"
    newest = session.scalars(select(PlanVersion).order_by(PlanVersion.id.desc())).first()
    assert newest is not None
    assert (newest.key, newest.area, newest.number) == ("leichi", "340827109", 1)


def test_the_same_additions_twice_change_nothing(session: Session) -> None:
    for _ in range(2):
        apply_profile(session, LEICHI + FISHERS, Path("leichi.yaml"))
    assert len(session.scalars(select(PlanVersion)).all()) == 2


def test_a_new_version_of_the_county_keeps_the_additions(session: Session) -> None:
    apply_profile(session, LEICHI + FISHERS, Path("leichi.yaml"))
    apply_profile(session, COUNTY.replace("县数据资源管理局", "县数据局"), Path("wangjiang.yaml"))
    assert areas_of(session, "fishing_boat") == ("340827109",)
    assert "县数据局" in [each.name for each in profile_in_force(session).departments]


def test_additions_that_a_town_takes_back_are_gone(session: Session) -> None:
    apply_profile(session, LEICHI + FISHERS, Path("leichi.yaml"))
    apply_profile(session, LEICHI, Path("leichi.yaml"))
    assert profile_in_force(session) == load_profile(available_profiles()["wangjiang"])
    assert session.scalars(select(CareCategory).where(CareCategory.code == "retired_fisher")).one_or_none() is None


def test_a_town_cannot_change_what_the_county_laid_down(session: Session) -> None:
    with pytest.raises(Refusal) as caught:
        apply_profile(session, LEICHI + "casework: {default_limit: {working_days: 9}}", Path("leichi.yaml"))
    assert "雷池镇：不能改动县级方案的 casework.default_limit" in caught.value.message
    assert profile_in_force(session).casework.default_limit.working_days == 5


def test_a_county_that_runs_into_its_towns_is_refused(session: Session) -> None:
    apply_profile(session, LEICHI + FISHERS, Path("leichi.yaml"))
    clash = "  household:\n    - {key: fishing_boat, name: 渔船数, kind: integer}\n"
    with pytest.raises(Refusal) as caught:
        apply_profile(session, COUNTY.replace("  household:\n", clash, 1), Path("wangjiang.yaml"))
    assert "fishing_boat" in caught.value.message


@pytest.mark.parametrize("key", sorted(available_profiles()))
def test_a_profile_written_out_reads_back_to_the_same(key: str, tmp_path: Path) -> None:
    profile = load_profile(available_profiles()[key])
    written = tmp_path / "written.yaml"
    written.write_text(dump(profile), "utf-8")
    assert load_profile(written) == profile
