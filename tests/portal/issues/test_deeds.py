"""What is done with an issue besides its steps: supervision, more time, doubles, links, files. On the screens and below."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.exchange import files as sealed
from portal.foundation.audit import AuditEntry
from portal.foundation.errors import Refusal
from portal.issues import files, links, services
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueFile, IssueLink
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take

DEED = "/issueview/deed/{}/{}"


def photo() -> bytes:
    """A picture with a place noted in it."""
    target, noted = io.BytesIO(), Image.Exif()
    noted[0x010F] = "secret-camera"
    noted.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (4000, 3000), "navy").save(target, "JPEG", exif=noted)
    return target.getvalue()


def workbook(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def test_an_urged_issue_stands_on_the_desks_of_those_who_hold_it(
    sign_in: SignIn, session: Session, world: World
) -> None:
    issue = world.issues["west1-assigned"]
    answer = sign_in(roles.LEADER).post(DEED.format(issue, "urge"), data={"note": "三日内办结"})
    assert answer.status_code == 302, answer.text
    for role in (roles.HEAD, roles.DEPARTMENT, roles.LEADER):
        page = sign_in(role).get("/").text
        assert "督办清单" in page
        found = sign_in(role).get("/issueview/list/?_flt_0_urged=y").text
        assert "west1 第 1 件" in found
        assert "west1 第 0 件" not in found
    page = sign_in(roles.HEAD).get(f"/issueview/show/{issue}").text
    assert "三日内办结" in page
    assert "督办中" in page
    with zipfile.ZipFile(io.BytesIO(sign_in(roles.LEADER).get("/issueview/export?_flt_0_urged=y").data)) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "west1 第 1 件" in texts


@pytest.mark.parametrize(
    ("role", "issue", "deed", "status"),
    [
        (roles.MEMBER, "west1-registered", "urge", 403),
        (roles.DEPARTMENT, "west1-assigned", "merge", 403),
        (roles.MEMBER, "west1-registered", "decide_extension", 403),
        (roles.HEAD, "west1-registered", "decide_extension", 403),
        (roles.HEAD, "east1-handled", "urge", 404),
        (roles.DEPARTMENT, "west1-registered", "ask_extension", 404),
        (roles.CENTRE, "west1-registered", "fly", 400),
        (roles.CENTRE, "east1-closed", "urge", 422),
        (roles.CENTRE, "west1-registered", "ask_extension", 422),
        (roles.CENTRE, "west1-registered", "decide_extension", 422),
    ],
)
def test_a_deed_is_refused(
    sign_in: SignIn, session: Session, world: World, role: str, issue: str, deed: str, status: int
) -> None:
    data = {"note": "说明", "days": "3", "decision": "granted", "other": "1"}
    assert sign_in(role).post(DEED.format(world.issues[issue], deed), data=data).status_code == status
    kinds = set(session.scalars(select(IssueEvent.action)))
    assert kinds == {"register"}


def test_more_time_is_asked_by_the_desk_and_granted_by_the_leader(
    sign_in: SignIn, session: Session, register: Register, take: Take
) -> None:
    issue = register()
    take(issue, "assign", department=issue.category.department)
    session.commit()
    issue_id, due = issue.id, issue.due_on
    desk, leader = sign_in(roles.DEPARTMENT), sign_in(roles.LEADER)
    assert desk.post(DEED.format(issue_id, "ask_extension"), data={"days": "3", "note": "配件未到"}).status_code == 302
    assert "decide_extension" not in desk.get(f"/issueview/show/{issue_id}").text
    page = leader.get(f"/issueview/show/{issue_id}").text
    assert page.index("审批延期") < page.index("more-deeds")
    assert "等待审批" in leader.get(f"/issueview/show/{issue_id}").text
    assert "配件未到" in leader.get(DEED.format(issue_id, "decide_extension")).text
    assert leader.post(DEED.format(issue_id, "decide_extension"), data={"decision": "granted"}).status_code == 302
    session.expire_all()
    stored = session.get_one(Issue, issue_id)
    assert due is not None
    assert stored.due_on is not None
    assert stored.due_on > due
    assert "准予延期" in desk.get(f"/issueview/show/{issue_id}").text


def test_a_double_ends_in_the_other_and_is_not_counted(session: Session, register: Register, take: Take) -> None:
    issue, other = register(), register(title="灯又不亮")
    links.merge(session, issue, other)
    assert (issue.stage, issue.merged_into_id, issue.outcome) == ("closed", other.id, "explained")
    counted = set(session.scalars(select(Issue.id).where(services.counted())))
    assert (issue.id in counted, other.id in counted) == (False, True)
    assert [row.id for row in links.merged_into(session, other)] == [issue.id]
    for wrong in (issue, other):
        with pytest.raises(Refusal):
            links.merge(session, wrong, other)
    with pytest.raises(Refusal, match="退回重办"):
        links.unlink(session, issue, other)
    take(issue, "reopen", "不是同一件")
    assert issue.merged_into_id is None
    assert session.scalars(select(IssueLink)).first() is None


def test_the_people_of_every_double_are_asked(session: Session, register: Register) -> None:
    first, second, last = register(), register(title="灯又不亮"), register(title="路灯坏了")
    links.merge(session, first, second)
    links.merge(session, second, last)
    session.flush()
    assert [row.id for row in links.merged_into(session, last)] == [first.id, second.id]


def test_what_another_person_merged_meanwhile_is_seen(session: Session, register: Register) -> None:
    issue, other = register(), register(title="灯又不亮")
    ids = {"issue": issue.id, "other": other.id}
    session.execute(
        text(
            "UPDATE issue SET state = 'closed', stage = 'closed', outcome = 'explained', merged_into_id = :issue WHERE id = :other"
        ),
        ids,
    )
    with pytest.raises(Refusal, match="已并入另一件诉求"):
        links.merge(session, issue, other)
    assert issue.merged_into_id is None


def test_issues_are_linked_once_and_unlinked(session: Session, register: Register) -> None:
    issue, other = register(), register(title="灯又不亮")
    links.link(session, issue, other)
    with pytest.raises(Refusal, match="已与"):
        links.link(session, other, issue)
    assert [row.id for row, _ in links.linked(session, other)] == [issue.id]
    links.unlink(session, other, issue)
    assert links.linked(session, issue) == []


def test_nobody_links_to_what_they_may_not_see(sign_in: SignIn, session: Session, world: World) -> None:
    hidden = session.get_one(Issue, world.issues["east1-handled"]).number
    for deed in ("link", "merge"):
        answer = sign_in(roles.HEAD).post(DEED.format(world.issues["west1-registered"], deed), data={"other": hidden})
        assert answer.status_code == 422
        assert "不在您的管辖范围内" in answer.text
    assert session.scalars(select(IssueLink)).first() is None


def test_a_photo_is_kept_without_its_place_and_read_by_those_in_sight(
    sign_in: SignIn, session: Session, world: World
) -> None:
    issue = world.issues["west1-assigned"]
    data = {"outcome": "solved", "note": "已修好", "files": (io.BytesIO(photo()), "../../现场.JPG")}
    desk = sign_in(roles.DEPARTMENT)
    assert desk.post(f"/issueview/step/{issue}/handle", data=data).status_code == 302
    kept = session.scalars(select(IssueFile)).one()
    assert (kept.name, kept.media) == ("现场.jpg", "image/jpeg")
    event = session.get_one(IssueEvent, kept.event_id)
    assert event.action == "handle"
    address = f"/issueview/file/{issue}/{kept.id}"
    answer = sign_in(roles.HEAD).get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert b"secret-camera" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert max(picture.size) == files.LARGEST_SIDE
        assert dict(picture.getexif()) == {}
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    told = session.scalars(
        select(AuditEntry).where(AuditEntry.subject == "issue_file", AuditEntry.deed == "export")
    ).one()
    assert "现场.jpg" in told.label
    assert sign_in(roles.HEAD).get(f"/issueview/file/{world.issues['west1-registered']}/{kept.id}").status_code == 404
    assert sign_in(roles.SYSTEM).get(address).status_code == 403
    stored = sealed.store().read(kept.stored)
    assert answer.data[:64] not in stored


def test_files_are_known_by_their_content(session: Session) -> None:
    given = [
        ("通知.txt", b"%PDF-1.7 x"), ("表.zip", workbook("[Content_Types].xml", "xl/workbook.xml")),
        ("报告", workbook("[Content_Types].xml", "word/document.xml")),
    ]  # fmt: skip
    found = files.checked([(name, io.BytesIO(content)) for name, content in given])
    assert [each.name for each in found] == ["通知.pdf", "表.xlsx", "报告.docx"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("页.html", b"<html><script>alert(1)</script>", "不能添加"),
        ("空.jpg", b"", "是空的"),
        ("图.jpg", b"\xff\xd8\xff\xe0" + b"x" * 40, "不能添加"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不能添加"),
        ("包.docx", workbook("a.txt"), "不能添加"),
        ("宏.xlsx", workbook("xl/workbook.xml", "xl/vbaProject.bin"), "带有宏"),
        ("大.pdf", b"%PDF-" + b"x" * files.LARGEST, "超过 10 MB"),
    ],
)
def test_a_file_that_cannot_be_kept_is_named(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        files.checked([(name, io.BytesIO(content))])
    assert (refused.value.field, name in refused.value.message) == ("files", True)


def test_too_many_files_are_refused() -> None:
    many: list[Any] = [(f"{number}.pdf", io.BytesIO(b"%PDF-")) for number in range(files.MOST + 1)]
    with pytest.raises(Refusal, match="最多"):
        files.checked(many)


def test_what_does_not_come_through_leaves_no_file(sign_in: SignIn, session: Session, world: World) -> None:
    client, issue = sign_in(roles.CENTRE), world.issues["west1-assigned"]
    given = {"note": "见附件", "files": (io.BytesIO(photo()), "a.jpg")}
    assert client.post(DEED.format(issue, "attach"), data=given).status_code == 302
    kept = session.scalars(select(IssueFile)).one()
    store = sealed.store()
    assert store.size(kept.stored) > 0
    found = files.attach(session, session.get_one(Issue, issue), None, files.checked([("b.jpg", io.BytesIO(photo()))]))
    stored = [each.stored for each in found]
    session.rollback()
    for name in stored:
        with pytest.raises(FileNotFoundError):
            store.size(name)
