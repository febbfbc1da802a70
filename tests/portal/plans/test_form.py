"""The form for the common parts of a draft: what changed is written, all else stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.form_layout import Cell, FormPart, form_parts, limit_value
from portal.plans.form_reading import REMOVE, rewritten, shown
from portal.plans.models import PlanDraft
from portal.security import roles
from seeds.loading import available_profiles, parse_profile
from seeds.schema import Profile
from tests.fixtures.people import SignIn
from tests.portal.plans.profiles import TEXT
from tests.portal.plans.test_screen import upload


def answers(parts: list[FormPart]) -> dict[str, str]:
    """What a browser sends when nothing was changed."""
    cells: list[Cell] = [
        cell for part in parts for cell in (*part.fields, *(cell for row in part.rows for cell in row.cells))
    ]
    cells += [cell for part in parts for blank in part.blanks for cell in blank]
    return {cell.name: shown(cell) for cell in cells if cell.kind != "check" or cell.value}


def after(**changes: str) -> Profile:
    """龙城镇 after a form in which these boxes were changed; `__` stands for `/`, `_at_` for `@`."""
    named = {name.replace("__", "/").replace("_at_", "@"): value for name, value in changes.items()}
    return parse_profile(text_after(named), Path("town.yaml"))


def text_after(named: dict[str, str]) -> str:
    """The text after a form in which these boxes were changed."""
    parts = form_parts(parse_profile(TEXT, Path("town.yaml")))
    return rewritten(TEXT, parts, {**answers(parts), **named})


@pytest.mark.parametrize("key", sorted(available_profiles()))
def test_a_form_sent_unchanged_changes_no_character(key: str) -> None:
    text = available_profiles()[key].read_text("utf-8")
    parts = form_parts(parse_profile(text, Path("town.yaml")))
    assert rewritten(text, parts, answers(parts)) == text


def test_names_sizes_and_limits_are_written() -> None:
    profile = after(
        meta__title="新名称", levels___at_grid__short="小网格", levels___at_grid__sizes__0__maximum="900",
        casework__categories___at_hazards__limit="0", casework__categories___at_relief__limit="", casework__default_limit="24小时",
        casework__categories___at_farming__department="emergency",
    )  # fmt: skip
    assert profile.meta.title == "新名称"
    assert (profile.levels[2].short, profile.levels[2].sizes[0].maximum) == ("小网格", 900)
    assert profile.casework.limit_for("hazards").at_once
    assert profile.casework.limit_for("relief").hours == 24
    assert shown(Cell(("limit",), "时限", "limit", limit_value(profile.casework.default_limit))) == "24小时"
    assert {each.code: each.department for each in profile.casework.categories}["farming"] == "emergency"


def test_rows_are_added_removed_and_retired() -> None:
    text = text_after({
        "departments/+0/code": "water", "departments/+0/name": "水利站", f"{REMOVE}care_categories/@advanced_age": "y",
        "departments/@police/retired": "y", "fields/household/+0/key": "crops_grown", "fields/household/+0/name": "作物",
        "fields/household/+0/kind": "choices", "fields/household/+0/options": "rice=水稻\r\ntea＝茶叶",
    })  # fmt: skip
    profile = parse_profile(text, Path("town.yaml"))
    assert [each.name for each in profile.departments if each.code == "water"] == ["水利站"]
    assert [each.code for each in profile.departments if each.retired] == ["police"]
    assert "advanced_age" not in {each.code for each in profile.care_categories}
    crops = next(each for each in profile.fields.household if each.key == "crops_grown")
    assert [(each.key, each.name) for each in crops.options] == [("rice", "水稻"), ("tea", "茶叶")]
    assert [line for line in text.splitlines() if "#" in line] == [line for line in TEXT.splitlines() if "#" in line]


def test_letters_and_cards_are_written_by_paragraph_and_line() -> None:
    profile = after(
        texts__letter__paragraphs="第一段\r\n\r\n第二段，{member}",
        texts__card__duties="一\r\n二",
        texts__card__footer="",
    )
    assert profile.texts.letter.paragraphs == ("第一段", "第二段，{member}")
    assert profile.texts.card.duties == ("一", "二")
    assert profile.texts.card.footer is None


@pytest.mark.parametrize(("box", "value", "sentence"), [
    ("meta/title", " ", "名称：请填写方案名称"),
    ("casework/default_limit", "五", "应为整数"),
    ("casework/default_limit", "半小时", "应为整数"),
    ("departments/+0/code", "water", "请填写名称"),
    ("fields/household/+0/options", "水稻", "rice=水稻 的样子"),
])  # fmt: skip
def test_what_cannot_stand_is_named(box: str, value: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as caught:
        text_after({box: value})
    assert caught.value.field


def test_a_key_that_is_there_already_is_refused() -> None:
    with pytest.raises(Refusal, match="已有“police”"):
        text_after({"departments/+0/code": "police", "departments/+0/name": "派出所"})


def test_a_child_profile_says_only_what_differs() -> None:
    child = """schema_version: 1
extends: longcheng
meta: {id: child, title: 子方案, source: 无}
place: {name: 甲镇, code: "341322101", county: 萧县, county_code: "341322"}
"""
    parts = form_parts(parse_profile(child, Path("child.yaml")))
    text = rewritten(
        child,
        parts,
        {**answers(parts), "casework/categories/@hazards/limit": "1", f"{REMOVE}departments/@justice": "y"},
    )
    assert text.startswith(child)
    assert len(text) < len(child) + 200
    assert "{code: hazards, limit: {working_days: 1}}" in text
    assert "{code: justice, remove: true}" in text


def test_the_page_saves_and_keeps_what_was_typed(sign_in: SignIn, session: Session) -> None:
    client: FlaskClient = sign_in(roles.SYSTEM)
    upload(client, TEXT)
    draft = session.scalars(select(PlanDraft)).one()
    address = f"/planview/draft/{draft.id}/form"
    assert "办理时限" in client.get(address).text
    sent: dict[str, Any] = {**answers(form_parts(parse_profile(TEXT, Path("town.yaml")))), "revision": 1}
    wrong = client.post(address, data={**sent, "meta/title": "改过的名称", "casework/default_limit": "五天"})
    assert (wrong.status_code, "改过的名称" in wrong.text, "应为整数" in wrong.text) == (422, True, True)
    assert client.post(address, data={**sent, "meta/title": "改过的名称"}).status_code == 302
    session.expire_all()
    assert (draft.title, draft.revision) == ("改过的名称", 2)
    stale = client.post(address, data={**sent, "meta/title": "再改"})
    assert (stale.status_code, "已保存过这份草稿" in stale.text) == (422, True)


def test_a_faulty_draft_is_sent_to_its_text_first(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.SYSTEM)
    upload(client, TEXT.replace("rank: 2", "rank: 7"))
    draft = session.scalars(select(PlanDraft)).one()
    assert client.get(f"/planview/draft/{draft.id}/form").headers["Location"].endswith(f"/draft/{draft.id}/text")
