"""The screen of profiles: versions for who may read, drafts and applying for the system administrator alone."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed
from portal.households.models import CareCategory, Establishment
from portal.plans.models import PlanDraft, PlanVersion
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.plans.profiles import TEXT, applied, changed, row, without


@pytest.fixture
def system(sign_in: SignIn) -> FlaskClient:
    """The system administrator."""
    return sign_in(roles.SYSTEM)


def upload(client: FlaskClient, text: str | bytes, name: str = "town.yaml") -> Any:
    """Begin a draft with a file; the page of the draft."""
    content = text if isinstance(text, bytes) else text.encode()
    return client.post("/planview/begin", data={"file": (io.BytesIO(content), name)}, follow_redirects=True)


def a_draft(client: FlaskClient, session: Session, text: str = TEXT) -> PlanDraft:
    """A draft with this text."""
    upload(client, text)
    session.expire_all()
    return session.scalars(select(PlanDraft).order_by(PlanDraft.id.desc())).first()  # type: ignore[return-value]


def apply_it(client: FlaskClient, draft: PlanDraft, base: int = 0) -> Any:
    """Apply a draft as its page does."""
    return client.post(
        f"/planview/draft/{draft.id}/apply", data={"base": base, "revision": draft.revision}, follow_redirects=True
    )


def test_the_list_offers_the_profiles_by_place_and_title(system: FlaskClient) -> None:
    page = system.get("/planview/list/").text
    assert "萧县龙城镇：" in page
    assert "还没有应用实施方案" in page


def test_a_profile_is_looked_at_and_then_applied(system: FlaskClient, session: Session) -> None:
    page = system.post("/planview/begin", data={"name": "longcheng"}, follow_redirects=True)
    assert "新增部门 8 个" in page.text
    assert session.scalars(select(PlanVersion)).all() == []
    draft = session.scalars(select(PlanDraft)).one()
    answer = apply_it(system, draft)
    assert "已应用“" in answer.text
    session.expire_all()
    record = session.scalars(select(PlanVersion)).one()
    assert (record.key, record.applied_by) == ("longcheng", "褚系统")
    assert session.scalars(select(PlanDraft)).all() == []
    shown = system.get(f"/planview/show/{record.id}").text
    assert "正在使用" in shown
    assert "一般 5 个工作日" in shown
    assert "None" not in shown


def test_an_old_version_is_compared_with_the_one_in_force(system: FlaskClient, session: Session) -> None:
    applied(session)
    applied(session, without("care_categories", code="advanced_age"))
    session.commit()
    old, new = session.scalars(select(PlanVersion).order_by(PlanVersion.number))
    assert "高龄老人" in system.get(f"/planview/show/{old.id}").text.partition("与当前方案比较")[2]
    assert "以前的版本" in system.get("/planview/list/").text
    assert system.get(f"/planview/export/{new.id}").text == new.content
    system.post("/planview/begin", data={"version": str(old.id)})
    assert session.scalars(select(PlanDraft.content)).one() == old.content


def test_a_faulty_file_becomes_a_draft_with_its_faults_by_line(system: FlaskClient, session: Session) -> None:
    page = upload(system, TEXT.replace("visits: true", "visits: 1")).text
    assert "处要改" in page
    line = next(number for number, text in enumerate(TEXT.splitlines(), 1) if "visits: true" in text)
    assert f"第 {line} 行" in page
    draft = session.scalars(select(PlanDraft)).one()
    assert apply_it(system, draft).status_code == 422


@pytest.mark.parametrize(("content", "sentence"), [(b"\xff\xfe", "不是 UTF-8"), (b" \n", "是空的")])
def test_a_file_that_is_no_text_is_refused(
    content: bytes, sentence: str, system: FlaskClient, session: Session
) -> None:
    answer = upload(system, content)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert session.scalars(select(PlanDraft)).all() == []


def test_what_stands_in_the_way_is_shown_and_nothing_applied(
    system: FlaskClient, session: Session, world: World
) -> None:
    applied(session)
    session.add(Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market"))
    session.commit()
    draft = a_draft(system, session, changed(without("establishment_kinds", key="market")))
    page = system.get(f"/planview/draft/{draft.id}").text
    assert "便民市场" in page
    assert "应用方案" not in page
    version = session.scalars(select(PlanVersion.id)).one()
    answer = apply_it(system, draft, version)
    assert (answer.status_code, "没有应用，原因见下" in answer.text and "不能应用：有 1 处数据挡住" in answer.text) == (
        422,
        True,
    )
    assert session.scalar(select(func.count(PlanVersion.id))) == 1


def test_a_draft_looked_at_under_another_version_is_refused(system: FlaskClient, session: Session) -> None:
    draft = a_draft(system, session)
    applied(session, without("care_categories", code="advanced_age"))
    session.commit()
    answer = apply_it(system, draft)
    assert (answer.status_code, "已经换过" in answer.text) == (422, True)


def test_two_people_do_not_overwrite_each_other(system: FlaskClient, session: Session) -> None:
    draft = a_draft(system, session)
    address, second = f"/planview/draft/{draft.id}/text", changed(without("care_categories", code="advanced_age"))
    assert system.post(address, data={"content": second, "revision": 1}).status_code == 302
    answer = system.post(address, data={"content": TEXT, "revision": 1})
    assert (answer.status_code, "已保存过这份草稿" in answer.text) == (422, True)
    session.expire_all()
    assert (draft.content, draft.revision) == (second, 2)


def test_a_text_being_written_is_checked(system: FlaskClient) -> None:
    told = system.post("/planview/problems", data={"content": TEXT.replace("rank: 2", "rank: zwei")}).json
    assert told is not None
    (problem,) = told["problems"]
    assert (problem["key"], problem["text"]) == ("levels[1].rank", "应为整数")
    assert system.post("/planview/problems", data={"content": TEXT}).json == {"problems": []}


def test_a_trial_finds_out_and_keeps_nothing(system: FlaskClient, session: Session) -> None:
    def renamed(data: dict[str, Any]) -> None:
        row(data, "care_categories", code="living_alone")["name"] = "独居的老人"

    before = session.scalars(select(CareCategory.name).order_by(CareCategory.id)).all()
    draft = a_draft(system, session, changed(renamed))
    answer = system.post(f"/planview/draft/{draft.id}/try")
    assert (answer.status_code, "试用成功" in answer.text) == (200, True)
    session.expire_all()
    assert session.scalars(select(CareCategory.name).order_by(CareCategory.id)).all() == before
    assert session.scalars(select(PlanVersion)).all() == []


def test_the_letter_of_a_draft_can_be_looked_at(system: FlaskClient, session: Session) -> None:
    answer = system.get(f"/planview/draft/{a_draft(system, session).id}/letter")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_a_draft_can_be_thrown_away(system: FlaskClient, session: Session) -> None:
    draft = a_draft(system, session)
    system.post(f"/planview/draft/{draft.id}/delete")
    assert session.scalars(select(PlanDraft)).all() == []
    assert system.get(f"/planview/draft/{draft.id}").status_code == 404


def test_an_unknown_profile_is_a_bad_request(system: FlaskClient, session: Session) -> None:
    answer = system.post("/planview/begin", data={"name": "../etc"})
    assert (answer.status_code, "没有这个方案" in answer.text) == (400, True)
    assert session.scalars(select(PlanDraft)).all() == []


def test_the_trail_tells_of_drafts_and_versions_in_chinese(
    system: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    draft = a_draft(system, session)
    system.post(
        f"/planview/draft/{draft.id}/text",
        data={"content": changed(without("care_categories", code="advanced_age")), "revision": 1},
    )
    session.expire_all()
    apply_it(system, draft)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(("plan_draft", "plan_version")))).all()
    assert {entry.deed for entry in entries} == {Deed.CREATE, Deed.UPDATE, Deed.DELETE}
    audit = sign_in(roles.AUDIT)
    for entry in entries:
        page = audit.get(f"/auditview/show/{entry.id}").text
        told = page.partition("内容")[2]
        assert not re.search(r"<dd>\s*[a-z_]+:|<br>[a-z_]+:", told), told[:400]


def test_what_no_editor_sends_is_refused(system: FlaskClient, session: Session) -> None:
    kept = a_draft(system, session, "meta: [\n" + "甲" * 10)
    assert kept.title == "town"
    named = upload(system, "meta: [", "很长的名字" * 60 + ".yaml")
    session.expire_all()
    titles = session.scalars(select(PlanDraft.title)).all()
    assert (named.status_code, max(len(title) for title in titles)) == (200, 120)
    assert upload(system, "meta: 1\x00").status_code == 422
    for number in ("9" * 5000, "-1", "²", ""):
        for way in ("apply", "text"):
            data = {"base": "0", "revision": number, "content": "a: 1"}
            assert system.post(f"/planview/draft/{kept.id}/{way}", data=data).status_code in (400, 422)
