"""An account locks after five wrong passwords; a new password ends the sessions on other machines."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.visitors import Enter, Visitor
from tests.fixtures.world import PASSWORD

pytestmark = pytest.mark.browser

NEW = "Xin-mi-ma-2026"


def refused(visitor: Visitor, name: str, password: str) -> None:
    """Try to sign in and be told why not."""
    visitor.sign_in(name, password)
    visitor.told("连续输错 5 次锁定 30 分钟")


def test_five_wrong_passwords_lock_the_account(enter: Enter) -> None:
    visitor = enter()
    visitor.allowed.add(401)
    for attempt in range(5):
        refused(visitor, "spare-lock", f"wrong-{attempt}")
    refused(visitor, "spare-lock", PASSWORD)
    expect(visitor.page.locator("#password")).to_be_visible()
    visitor.fits()


def test_a_new_password_ends_the_other_sessions(enter: Enter) -> None:
    here, there, later = enter(), enter(phone=True), enter()
    later.allowed.add(401)
    for visitor in (here, there):
        visitor.sign_in("spare-change")
        expect(visitor.page.locator(".greeting h1")).to_have_text("章备用")
    here.press("修改密码")
    for name, value in {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}.items():
        here.page.fill(f"[name={name}]", value)
    here.fits()
    here.press("保存")
    here.told("密码已修改，其他设备上的登录已失效")
    here.open("/auditview/list/")
    there.page.goto("/auditview/list/")
    expect(there.page.locator("#password")).to_be_visible()
    refused(later, "spare-change", PASSWORD)
    later.sign_in("spare-change", NEW)
    expect(later.page.locator(".greeting h1")).to_have_text("章备用")
