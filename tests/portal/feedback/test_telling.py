"""From the page behind the code to the list of issues; what must not become an issue does not."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.feedback import photos, rules, services
from portal.feedback.models import ContactCode, ResidentReport
from portal.feedback.stamps import new_stamp
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.issues.files import content_of
from portal.issues.models import Issue, IssueCategory
from portal.issues.papers import IssueFile
from tests.fixtures.world import World
from tests.portal.feedback.conftest import Phone, check_words, issues


def picture(kind: str = "JPEG", size: tuple[int, int] = (2400, 1800)) -> io.BytesIO:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "34.18N 116.90E"
    Image.new("RGB", size, "red").save(file, kind, exif=exif)
    file.seek(0)
    return file


def test_what_is_told_lands_in_the_list_with_grid_and_household(
    session: Session, phone: Phone, home: Household
) -> None:
    receipt = phone.receipt(contact_name="老赵", phone=" 139 1234 5678 ")
    issue = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
    assert issue is not None
    assert (issue.household_id, issue.grid_id, issue.text) == (home.id, home.grid_id, "门前的路灯坏了三天")
    assert (issue.title, issue.contact_name, issue.phone) == ("居民反映：居住环境", "老赵", "13912345678")
    assert (issue.source, issue.stage, issue.department) == ("online", "new", None)
    assert [event.actor for event in issue.history] == ["居民（扫码）"]
    report = session.scalars(select(ResidentReport)).one()
    assert (report.receipt, report.issue_id, report.address) == (receipt, issue.id, phone.address)


def test_contact_is_filled_from_the_household_but_never_shown(session: Session, phone: Phone, home: Household) -> None:
    receipt = phone.receipt()
    issue = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
    assert issue is not None
    assert (issue.contact_name, issue.phone) == (home.head_name, home.phone)
    page = phone.open(f"/{receipt}").text
    assert "赵甲" not in page
    assert str(home.phone) not in page


def test_sending_twice_tells_once(session: Session, phone: Phone) -> None:
    form, before = phone.form(), issues(session)
    first, second = phone.post("", **form), phone.post("", **form)
    assert first.location == second.location
    assert issues(session) == before + 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "请把事情写清楚一些"),
        ({"text": "长" * 1001}, "最多写 1000 个字"),
        ({"category": None}, "请选一选是哪方面的事"),
        ({"category": "999999"}, "请选一选是哪方面的事"),
        ({"phone": "12"}, "电话“12”不对"),
        ({"contact_name": "长" * 65}, "姓名太长"),
        ({"homepage": "buy"}, "没有提交成功"),
        ({"stamp": None}, "没有提交成功"),
        ({"stamp": "forged.stamp"}, "没有提交成功"),
    ],
)
def test_what_cannot_stand_is_said_and_nothing_is_written(
    session: Session, phone: Phone, changes: dict[str, str], sentence: str
) -> None:
    before = issues(session)
    answer = phone.tell(**changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    check_words(answer.text)
    assert issues(session) == before


def test_what_was_typed_is_kept_when_something_is_wrong(phone: Phone) -> None:
    page = phone.tell(phone="12", text="井盖<坏了>").text
    assert "井盖&lt;坏了&gt;" in page
    assert " checked" in page


def test_everything_that_is_wrong_is_told_at_once(phone: Phone) -> None:
    page = phone.tell(category="", text="灯", phone="12").text
    told = re.findall(r'<p class="wrong" role="alert">([^<]+)</p>', page)
    assert told[0] == "还没有提交，请看下面红色的提示，有 3 处。"
    assert ["请选一选" in told[1], "写清楚一些" in told[2], "电话“12”不对" in told[3]] == [True] * 3
    assert all(sentence.endswith("。") for sentence in told)
    assert "照片请重新选" not in page


def test_a_program_is_too_fast(app: Flask, session: Session, phone: Phone) -> None:
    code_id = session.scalars(select(ContactCode.id).where(ContactCode.token == phone.token)).one()
    before = issues(session)
    answer = phone.tell(stamp=new_stamp(app.config["SECRET_KEY"], code_id, now()))
    assert answer.status_code == 422
    assert issues(session) == before


def test_the_stamp_of_one_code_is_no_good_for_another(session: Session, phone: Phone, world: World) -> None:
    other = services.code_for(session, session.get_one(Household, world.households["east1-1"])).token
    session.commit()
    before, form = issues(session), phone.form()
    phone.token = other
    assert phone.post("", **form).status_code == 422
    assert issues(session) == before


def test_a_page_needs_its_csrf_token(app: Flask, session: Session, phone: Phone) -> None:
    before = issues(session)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = phone.tell()
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert issues(session) == before


# Choices


def test_only_categories_in_use_are_offered(session: Session, phone: Phone, world: World) -> None:
    session.add_all([
        IssueCategory(code="old", name="旧类别", retired=True), IssueCategory(code="road", name="道路"),
        IssueCategory(code="life2", name="居住环境", group="上级"),
    ])  # fmt: skip
    session.commit()
    page = phone.open().text
    assert "旧类别" not in page
    assert page.count("居住环境") == 1
    assert "道路" in page


# Photos


def test_photos_are_kept_small_and_without_what_cameras_write(session: Session, phone: Phone) -> None:
    sent = [(picture(), "a.jpg"), (picture("PNG", (30, 20)), "b.png")]
    receipt = phone.receipt(photos=sent)
    assert "收到 2 张" in phone.open(f"/{receipt}").text
    files = session.scalars(select(IssueFile).order_by(IssueFile.id)).all()
    assert [(file.name, file.media, file.uploaded_by) for file in files] == [
        ("照片1.jpg", "image/jpeg", "居民（扫码）"), ("照片2.jpg", "image/jpeg", "居民（扫码）")
    ]  # fmt: skip
    first = b"".join(content_of(files[0]))
    assert len(first) == files[0].size
    with Image.open(io.BytesIO(first)) as kept:
        assert kept.size == (1600, 1200)
        assert not kept.getexif()
    assert b"116.90E" not in first


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([(io.BytesIO(b"not a picture"), "a.jpg")], "照片应为 JPEG 或 PNG 图片"),
        ([(picture(size=(9, 9)), f"{n}.jpg") for n in range(4)], "照片最多 3 张"),
    ],
)
def test_other_files_are_refused(
    session: Session, phone: Phone, store: Path, sent: list[tuple[io.BytesIO, str]], sentence: str
) -> None:
    before = issues(session)
    copies = [(io.BytesIO(file.getvalue()), name) for file, name in sent]
    answer = phone.tell(photos=copies)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert issues(session) == before
    assert not [file for file in store.rglob("issues/**/*") if file.is_file()]


def test_an_empty_field_for_photos_is_no_photo(session: Session, phone: Phone) -> None:
    phone.receipt(photos=[(io.BytesIO(b""), "")])
    assert session.scalars(select(IssueFile)).all() == []


def test_a_photo_too_large_is_refused() -> None:
    with pytest.raises(Refusal, match="控制在 8 MB 以内"):
        photos.prepared([b"x" * (rules.PHOTO_BYTES + 1)])
