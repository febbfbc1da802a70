"""The screens of wordings: written by one, decided by another, and refusals stand at their box with the text kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.security import roles
from portal.wordings.models import Wording
from portal.wordings.rules import WordingState
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

FORM = {
    "title": "致{village}乡亲的信", "salutation": "{head}：", "paragraphs": "您好！\n{member}。\n\n再见。", "signature": "{centre}", "design": "letter",
    "note": "换称呼", "revision": "1",
}  # fmt: skip


@pytest.fixture
def begun(planned: Session, world: World, sign_in: SignIn) -> tuple[FlaskClient, int]:
    """The centre has begun a letter."""
    client = sign_in(roles.CENTRE)
    answer = client.post("/wordingview/begin", data={"kind": "letter", "grid": world.grids["town"]})
    made = planned.scalars(select(Wording)).one()
    assert answer.location.endswith(f"/wordingview/text/{made.id}")
    return client, made.id


def kept(session: Session, pk: int) -> Wording:
    session.expire_all()
    return session.get_one(Wording, pk)


def test_the_list_says_what_stands_where(planned: Session, begun: tuple[FlaskClient, int]) -> None:
    page = begun[0].get("/wordingview/list/").text
    assert all(words in page for words in ("方案原文", "方案里没有", "继续改", "草稿"))


def test_a_text_is_written_and_approved_by_another(
    planned: Session, begun: tuple[FlaskClient, int], sign_in: SignIn
) -> None:
    client, pk = begun
    assert client.post(f"/wordingview/text/{pk}", data=FORM).status_code == 302
    assert kept(planned, pk).content["paragraphs"] == ["您好！{member}。", "再见。"]
    leader = sign_in(roles.LEADER)
    assert "待审批的印刷文字" not in leader.get("/").text
    client.post(f"/wordingview/submit/{pk}")
    tile = re.search(r'href="([^"]+)">\s*<span class="figure-name">待审批的印刷文字', leader.get("/").text)
    assert tile
    assert f"/wordingview/show/{pk}" in leader.get(tile[1].replace("&amp;", "&")).text
    assert "您最后改过这份文字" in client.get(f"/wordingview/show/{pk}").text
    old = str(kept(planned, pk).revision)
    client.post(f"/wordingview/recall/{pk}")
    client.post(f"/wordingview/submit/{pk}")
    stale = leader.post(f"/wordingview/decide/{pk}", data={"do": "approve", "revision": old}, follow_redirects=True)
    assert "您打开这一页以后，这份文字又改过了" in stale.text
    found = re.search(r'name="revision" value="(\d+)"', stale.text)
    assert found
    read = {"revision": found[1]}
    client.post(f"/wordingview/decide/{pk}", data={"do": "approve", **read})
    assert kept(planned, pk).state == WordingState.SUBMITTED, "不能自己审批"
    leader.post(f"/wordingview/decide/{pk}", data={"do": "return", "said": "", **read})
    assert kept(planned, pk).state == WordingState.SUBMITTED, "退回要写原因"
    leader.post(f"/wordingview/decide/{pk}", data={"do": "approve", "said": "同意", **read})
    found = kept(planned, pk)
    assert (found.state, found.decided_by, found.decision) == (WordingState.APPROVED, "吴领导", "同意")
    told = planned.scalars(
        select(AuditEntry).where(AuditEntry.subject == "wording", AuditEntry.actor == "吴领导")
    ).all()
    assert told, "审批在审计记录里"
    assert "第 1 版" in client.get("/wordingview/list/").text
    assert "（上级编写）" in sign_in(roles.HEAD).get("/wordingview/list/").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "缺少这一项，必须填写"),
        ({"paragraphs": "{hous}"}, "第 1 段：不认识的占位符“{hous}”，可用：{乡镇（街道）名称}、"),
        ({"design": "table"}, "没有这种样式"),
        ({"revision": "9"}, "刚刚保存了另一个版本"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    planned: Session, begun: tuple[FlaskClient, int], change: dict[str, str], sentence: str
) -> None:
    client, pk = begun
    answer = client.post(f"/wordingview/text/{pk}", data={**FORM, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "再见。" in answer.text or "paragraphs" in change
    assert "至少要有" not in answer.text, "what follows from a mistake is not told as another"
    assert kept(planned, pk).revision == 1


def test_people_read_and_write_placeholders_in_chinese(planned: Session, begun: tuple[FlaskClient, int]) -> None:
    client, pk = begun
    typed = "您好！{网格员姓名}，电话｛ 网格员电话 ｝，{centre}。"
    client.post(f"/wordingview/text/{pk}", data={**FORM, "paragraphs": typed})
    assert kept(planned, pk).content["paragraphs"] == ["您好！{member}，电话{phone}，{centre}。"]
    said = "您好！{网格员姓名}，电话{网格员电话}，{网格化服务管理中心名称}。"
    for page in (f"/wordingview/text/{pk}", f"/wordingview/show/{pk}"):
        assert said in client.get(page).text


def test_a_village_reads_and_neither_writes_nor_decides(
    planned: Session, begun: tuple[FlaskClient, int], sign_in: SignIn
) -> None:
    _client, pk = begun
    head = sign_in(roles.HEAD)
    page = head.get(f"/wordingview/show/{pk}")
    assert page.status_code == 200
    assert re.search(r"<dt>适用范围</dt><dd>试验镇</dd>", page.text)
    assert "改写" not in head.get("/wordingview/list/").text.replace("改写的文字", "").replace("没有改写的", "")
    for path, data in (
        (f"text/{pk}", FORM),
        (f"submit/{pk}", {}),
        (f"decide/{pk}", {"do": "approve"}),
        ("begin", {"kind": "card"}),
    ):
        assert head.post(f"/wordingview/{path}", data=data).status_code == 403, path
    member = sign_in(roles.MEMBER)
    assert member.get("/wordingview/list/").status_code in {302, 403}


def test_the_editor_offers_what_stands_for_something(
    planned: Session, begun: tuple[FlaskClient, int], world: World
) -> None:
    client, pk = begun
    assert 'data-insert="{户主姓名}"' in client.get(f"/wordingview/text/{pk}").text
    client.post("/wordingview/begin", data={"kind": "leaflet", "grid": world.grids["west"]})
    leaflet = planned.scalars(select(Wording).where(Wording.kind == "leaflet")).one()
    page = client.get(f"/wordingview/text/{leaflet.id}").text
    assert 'data-insert="{户主姓名}"' not in page
    assert "第 1 章" in page
    form: Any = {
        "title": "明白纸", "design": "leaflet", "revision": "1", "chapter": ["0", "1", "2"], "chapters/0/heading": "防火",
        "chapters/0/paragraphs": "一\n\n二", "chapters/2/heading": "防骗", "chapters/2/paragraphs": "三",
    }  # fmt: skip
    assert client.post(f"/wordingview/text/{leaflet.id}", data=form).status_code == 302
    assert [one["heading"] for one in kept(planned, leaflet.id).content["chapters"]] == ["防火", "防骗"]
    half = client.post(
        f"/wordingview/text/{leaflet.id}", data={**form, "revision": "2", "chapters/1/heading": "只有标题"}
    )
    assert half.status_code == 422
    assert "第 2 章的段落：缺少这一项" in half.text


def test_a_draft_is_thrown_away(planned: Session, begun: tuple[FlaskClient, int]) -> None:
    client, pk = begun
    assert client.post(f"/wordingview/discard/{pk}").location.endswith("/wordingview/list/")
    assert planned.scalars(select(Wording)).all() == []
