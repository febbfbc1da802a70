"""A text has a writer and another person who approves it, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.foundation.errors import OutOfScope, Refusal, Refusals
from portal.security.people import scope_for
from portal.security.roles import HEAD
from portal.security.scope import Scope, set_scope
from portal.wordings import drafting
from portal.wordings.comparing import changes
from portal.wordings.models import Wording
from portal.wordings.rules import WordingState
from tests.fixtures.world import World
from tests.portal.security.sight import account

LETTER: dict[str, Any] = {
    "title": "致{village}乡亲的信", "salutation": "{head}：", "paragraphs": ["您好！{member}是您的网格员。"], "signature": "{centre}",
}  # fmt: skip


def drafted(session: Session, world: World, content: dict[str, Any] = LETTER, by: str = "甲") -> Wording:
    wording = drafting.begin(session, world.grids["town"], "letter", by)
    drafting.save(session, wording, content, "letter", "换称呼", revision=wording.revision, by=by)
    return wording


def test_a_draft_begins_with_what_is_in_force_and_only_one_is_open(planned: Session, world: World) -> None:
    first = drafting.begin(planned, world.grids["town"], "letter", "甲")
    assert (first.version, first.design, first.content["title"]) == (1, "letter", "致{town}居民朋友的一封信")
    assert drafting.begin(planned, world.grids["town"], "letter", "乙") is first
    leaflet = drafting.begin(planned, world.grids["town"], "leaflet", "甲")
    assert leaflet.content["title"] == "明白纸", "方案里没有的种类从空白开始"
    badge = drafting.begin(planned, world.grids["town"], "badge", "甲")
    assert badge.content["note"].endswith("请拨{centre_phone}"), "门户自带文字的种类从自带的开始"


def test_who_begins_holds_the_grid_so_that_the_second_finds_the_draft(
    planned: Session, connection: Connection, world: World
) -> None:
    if connection.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer at a time")
    drafting.begin(planned, world.grids["town"], "letter", "甲")
    taken = text("SELECT id FROM grid WHERE id = :id FOR NO KEY UPDATE NOWAIT")
    with (
        connection.engine.connect() as other,
        pytest.raises(OperationalError, match="could not obtain lock"),
    ):
        other.execute(taken, {"id": world.grids["town"]})


def test_texts_are_written_for_towns_and_villages_only(planned: Session, world: World) -> None:
    with pytest.raises(Refusal, match="请选镇或村"):
        drafting.begin(planned, world.grids["west1"], "letter", "甲")


def test_who_saved_second_is_told_and_nothing_is_lost(planned: Session, world: World) -> None:
    wording = drafted(planned, world)
    with pytest.raises(Refusal, match="甲刚刚保存了另一个版本"):
        drafting.save(planned, wording, {**LETTER, "title": "另一个"}, "letter", None, revision=1, by="乙")
    assert wording.content["title"] == LETTER["title"]


@pytest.mark.parametrize(
    ("content", "field", "sentence"),
    [
        ({**LETTER, "title": ""}, "title", "标题：不能为空"),
        ({**LETTER, "paragraphs": []}, "paragraphs", "段落：至少要有 1 项"),
        ({**LETTER, "paragraphs": ["好", "{hous}"]}, "paragraphs/1", "第 2 段：不认识的占位符“{hous}”"),
        ({**LETTER, "signature": "{centre"}, "signature", "花括号不成对"),
        ({"title": "信"}, None, "缺少这一项"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_at_its_field(
    planned: Session, world: World, content: dict[str, Any], field: str | None, sentence: str
) -> None:
    wording = drafting.begin(planned, world.grids["town"], "letter", "甲")
    with pytest.raises(Refusal, match=sentence) as refused:
        drafting.save(planned, wording, content, "letter", None, revision=1, by="甲")
    problems = refused.value.problems if isinstance(refused.value, Refusals) else (refused.value,)
    assert field is None or field in {each.field for each in problems}


def test_a_mistake_is_named_as_on_the_form_with_what_its_buttons_offer(planned: Session, world: World) -> None:
    wording = drafting.begin(planned, world.grids["town"], "leaflet", "甲")
    chapters = [{"heading": "防火", "paragraphs": ["好", "{hous}"]}]
    with pytest.raises(Refusal) as refused:
        drafting.save(planned, wording, {"title": "明白纸", "chapters": chapters}, "leaflet", None, revision=1, by="甲")
    assert refused.value.field == "chapters/0/paragraphs/1"
    said = refused.value.message
    assert said.startswith("第 1 章的第 2 段：不认识的占位符“{hous}”，可用：{乡镇（街道）名称}、{村（社区）名称}、")
    assert "网格员" not in said
    assert "户主" not in said


def test_a_card_for_the_whole_grid_names_no_household(planned: Session, world: World) -> None:
    wording = drafting.begin(planned, world.grids["town"], "card", "甲")
    with pytest.raises(Refusal, match="服务联系卡上没有“户主姓名”") as refused:
        drafting.save(planned, wording, {"title": "给{head}", "duties": ["帮办"]}, "card", None, revision=1, by="甲")
    assert refused.value.field == "title"


def test_a_design_of_another_kind_is_refused(planned: Session, world: World) -> None:
    wording = drafting.begin(planned, world.grids["town"], "letter", "甲")
    with pytest.raises(Refusal, match="没有这种样式"):
        drafting.save(planned, wording, LETTER, "card", None, revision=1, by="甲")


def test_who_wrote_last_never_approves(planned: Session, world: World) -> None:
    wording = drafted(planned, world)
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="编写和审批应是两个人"):
        drafting.approve(planned, wording, "甲", revision=wording.revision)
    assert wording.state == WordingState.SUBMITTED
    drafting.approve(planned, wording, "乙", "可以", revision=wording.revision)
    assert (wording.state, wording.decided_by, wording.decision) == (WordingState.APPROVED, "乙", "可以")


def test_a_text_that_was_changed_since_it_was_read_is_not_decided_on(planned: Session, world: World) -> None:
    wording = drafted(planned, world)
    drafting.submit(planned, wording)
    read = wording.revision
    drafting.recall(planned, wording)
    drafting.save(planned, wording, {**LETTER, "title": "另一封"}, "letter", None, revision=wording.revision, by="甲")
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="又改过了"):
        drafting.approve(planned, wording, "乙", revision=read)
    with pytest.raises(Refusal, match="又改过了"):
        drafting.send_back(planned, wording, "乙", "不好", revision=read)
    assert wording.state == WordingState.SUBMITTED


def test_people_of_one_name_are_two_people(planned: Session, world: World) -> None:
    """By the account where there is one; one person under two names is one."""
    set_scope(planned, Scope(("/",), user_id=1))
    wording = drafted(planned, world, by="王伟")
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="两个人"):
        drafting.approve(planned, wording, "王伟（中心）", revision=wording.revision)
    set_scope(planned, Scope(("/",), user_id=2))
    drafting.approve(planned, wording, "王伟", revision=wording.revision)
    assert wording.state == WordingState.APPROVED


def test_an_author_cannot_step_aside_by_letting_another_begin(planned: Session, world: World) -> None:
    wording = drafting.begin(planned, world.grids["town"], "letter", "乙")
    drafting.save(planned, wording, LETTER, "letter", None, revision=1, by="甲")
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="两个人"):
        drafting.approve(planned, wording, "甲", revision=wording.revision)


def test_only_what_is_handed_in_is_approved_and_what_is_handed_in_is_not_changed(
    planned: Session, world: World
) -> None:
    wording = drafted(planned, world)
    with pytest.raises(Refusal, match="现在是“草稿”"):
        drafting.approve(planned, wording, "乙", revision=wording.revision)
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="待审批，不能再改"):
        drafting.save(planned, wording, LETTER, "letter", None, revision=wording.revision, by="甲")
    with pytest.raises(Refusal, match="只有草稿和退回"):
        drafting.discard(planned, wording)


def test_a_newer_version_retires_the_older(planned: Session, world: World) -> None:
    first = drafted(planned, world)
    drafting.submit(planned, first)
    drafting.approve(planned, first, "乙", revision=first.revision)
    second = drafted(planned, world, {**LETTER, "title": "第二封信"})
    assert (second.version, first.state) == (2, WordingState.APPROVED), "草稿不影响正在用的"
    drafting.submit(planned, second)
    drafting.approve(planned, second, "乙", revision=second.revision)
    assert (first.state, second.state) == (WordingState.RETIRED, WordingState.APPROVED)
    assert drafting.version_before(planned, second) is first


def test_what_is_returned_says_why_and_is_written_again(planned: Session, world: World) -> None:
    wording = drafted(planned, world)
    drafting.submit(planned, wording)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        drafting.send_back(planned, wording, "乙", " ", revision=wording.revision)
    drafting.send_back(planned, wording, "乙", "称呼太随便", revision=wording.revision)
    assert (wording.state, wording.decision) == (WordingState.RETURNED, "称呼太随便")
    drafting.save(planned, wording, LETTER, "letter", None, revision=wording.revision, by="甲")
    drafting.submit(planned, wording)
    drafting.recall(planned, wording)
    assert wording.state == WordingState.DRAFT


def test_characters_that_cannot_be_printed_are_named_before_the_approval(planned: Session, world: World) -> None:
    wording = drafted(planned, world, {**LETTER, "title": "致\U0002ebf0村的信"})
    with pytest.raises(Refusal, match="字体里没有“\U0002ebf0”"):
        drafting.submit(planned, wording)


def test_a_village_reads_the_text_of_the_town_and_does_not_change_it(planned: Session, world: World) -> None:
    wording = drafted(planned, world)
    planned.commit()
    set_scope(planned, scope_for(planned, account(planned, world, HEAD)))
    seen = planned.get_one(Wording, wording.id)
    deeds: tuple[Callable[[], None], ...] = (
        lambda: drafting.save(planned, seen, LETTER, "letter", None, revision=seen.revision, by="丙"),
        lambda: drafting.submit(planned, seen),
        lambda: drafting.discard(planned, seen),
    )
    for deed in deeds:
        with pytest.raises(OutOfScope, match="属于上级"):
            deed()


def test_a_comparison_names_what_went_and_what_came() -> None:
    new = {**LETTER, "paragraphs": ["您好！", "再见。"]}
    found = changes("letter", LETTER, new)
    assert [(one.place, one.before, one.after) for one in found] == [
        ("段落", ("您好！{网格员姓名}是您的网格员。",), ("您好！", "再见。"))
    ]
