"""Every role signs in, walks through its own menu and leaves; every page is also measured at the width of a phone."""

import pytest
from playwright.sync_api import expect

from portal.security import roles
from tests.fixtures.pages import ROLES
from tests.fixtures.visitors import Enter, Visitor

pytestmark = pytest.mark.browser


def menu_of(visitor: Visitor) -> list[str]:
    """The addresses in the page's own menu."""
    links = visitor.page.locator("#menu a.menu-item")
    return [str(link.get_attribute("href")) for link in links.all()]


@pytest.mark.parametrize(("role", "phone"), [*((role, False) for role in ROLES), (roles.MEMBER, True)])
def test_a_role_walks_its_menu_and_leaves(enter: Enter, role: str, phone: bool) -> None:
    visitor = enter(role, phone=phone)
    expect(visitor.page.locator(".greeting h1")).to_be_visible()
    assert role in visitor.open("/")
    addresses = menu_of(visitor)
    assert len(addresses) > 1
    for address in addresses:
        visitor.open(address)
        assert menu_of(visitor) == addresses
    visitor.sign_out()
    visitor.told("您已退出登录")
    visitor.page.go_back()
    visitor.page.reload()
    expect(visitor.page.locator("#password")).to_be_visible()
    visitor.page.goto(addresses[1])
    expect(visitor.page.locator("#password")).to_be_visible()


def test_on_a_phone_the_way_out_is_in_sight_in_the_drawer(enter: Enter) -> None:
    visitor = enter(roles.CENTRE, phone=True)
    visitor.page.get_by_role("button", name="更多").click()
    way_out = visitor.page.locator("#menu").get_by_role("button", name="退出登录")
    expect(way_out).to_be_in_viewport(ratio=1)
    way_out.click()
    visitor.told("您已退出登录")
