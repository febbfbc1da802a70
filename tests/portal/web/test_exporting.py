"""A list as a workbook: scoped, searched as the list is, logged, and only for those who may."""

from __future__ import annotations

import io
import zipfile

from sqlalchemy import select

from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.database import db
from tests.fixtures.people import SignIn


def _texts(content: bytes) -> str:
    """All text of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_a_village_head_exports_only_their_households(sign_in: SignIn) -> None:
    answer = sign_in("村级网格长").get("/householdview/export")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    texts = _texts(answer.data)
    assert "赵甲" in texts
    assert "孙甲" not in texts
    assert "常住" in texts
    assert "<span" not in texts
    assert "None" not in texts


def test_an_export_follows_the_search_and_is_logged(sign_in: SignIn) -> None:
    texts = _texts(sign_in("中心管理员").get("/householdview/export?_flt_0_head_name=%E8%B5%B5%E7%94%B2").data)
    assert "赵甲" in texts
    assert "赵乙" not in texts
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.EXPORT)).one()
    assert entry.label == "住户 1 条"


def test_who_may_not_export_gets_nothing(sign_in: SignIn) -> None:
    assert sign_in("网格员").get("/householdview/export").status_code in {302, 403}
    assert sign_in("部门经办").get("/issueview/export").status_code in {302, 403}
