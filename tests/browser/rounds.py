"""The page of the round that works without signal, as a person with a phone uses it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect
from sqlalchemy import select

from portal.visits.models import Visit
from tests.fixtures.restarting import RestartingPortal
from tests.fixtures.visitors import PATIENCE_MS, Visitor

SHELL = "/rounds/phone"
expect.set_options(timeout=PATIENCE_MS)

RAW = """async () => {
  const request = indexedDB.open('rounds');
  const database = await new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
  const all = (table, what) => new Promise((resolve) => {
    const asked = database.transaction(table).objectStore(table)[what]();
    asked.onsuccess = () => resolve(asked.result);
  });
  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder('utf-8').decode(value) + new TextDecoder('utf-16le').decode(value) : String(value);
  const keys = (await all('keys', 'getAll')).map((each) => ({ user: each.user, extractable: each.key.extractable, facts: Object.keys(each) }));
  const records = (await all('sealed', 'getAll')).map((each) => Object.entries(each).map(([name, value]) => name + text(value)).join(' '));
  const names = await all('sealed', 'getAllKeys');
  database.close();
  return { keys, records, names };
}"""
"""Everything in the browser's database as it lies there."""

LEFT = """async () => ({
  databases: (await indexedDB.databases()).map((each) => each.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length, flags: Object.keys(localStorage).filter((name) => name.startsWith('rounds')),
})"""
"""What is left in the browser of the rounds."""

SMALL = """() => [...document.querySelectorAll('button, a, input, select, textarea')].filter((each) => each.offsetParent)
  .map((each) => (each.matches('[type=radio], [type=checkbox]') ? each.closest('label') : each))
  .filter((each) => each.getBoundingClientRect().height < 47.5 && !each.matches('.skip-link'))
  .map((each) => each.outerHTML.slice(0, 120))"""
"""What is too small for a thumb."""


class Round:
    """One person's phone page."""

    def __init__(self, visitor: Visitor, portal: RestartingPortal) -> None:
        self.visitor, self.page, self.portal = visitor, visitor.page, portal

    def open(self) -> Round:
        """Open it with signal, and wait until the browser keeps it."""
        self.page.goto(SHELL)
        expect(self.page.locator("#facts")).to_contain_text("已可离线打开")
        expect(self.page.locator(".stop").first).to_be_visible()
        return self

    def cut(self) -> None:
        """No signal, and no portal either."""
        self.visitor.context.set_offline(True)
        self.portal.stop()

    def signal(self) -> None:
        """Both are there again."""
        if self.portal.process is None:
            self.portal.start()
        self.visitor.context.set_offline(False)

    def again(self) -> None:
        """Reload the page."""
        self.page.reload()
        expect(self.page.locator("h1").first).to_be_visible()

    def home(self, name: str) -> None:
        """Open the form of a home of the world."""
        key = f"household-{self.portal.world.households[name]}"
        self.page.goto(f"{SHELL}#/{key}")
        expect(self.page.locator(f"[data-home={key}] #save")).to_be_visible()

    def choose(self, group: str, words: str) -> None:
        """A large radio or check box."""
        self.page.get_by_label(group, exact=True).get_by_text(words, exact=True).click()

    def asked(self, question: str) -> Locator:
        """One question of the checklist."""
        return self.page.locator(".asked").filter(has=self.page.get_by_text(question))

    def save(self) -> None:
        """Keep the entry; the page goes on by itself."""
        here = self.page.locator("[data-home]").get_attribute("data-home")
        self.page.locator("#save").click()
        expect(self.page.locator(f"[data-home={here}]")).to_have_count(0)
        expect(self.page.locator("#said")).to_contain_text("已")

    def waiting(self, count: int) -> None:
        """So many entries have not arrived."""
        expect(self.page.locator("#bar-waiting")).to_have_text(f"待发送（{count}）" if count else "待发送")

    def send(self) -> None:
        """By the button of the page of what waits."""
        self.page.goto(f"{SHELL}#/waiting")
        self.page.locator("#send").click()

    def raw(self) -> Any:
        """The browser's database as it lies there."""
        return self.page.evaluate(RAW)

    def visits(self, name: str) -> list[Any]:
        """What the portal holds of a home, beyond what the world began with: (uid, way, note)."""
        home = self.portal.world.households[name]
        wanted = select(Visit.uid, Visit.way, Visit.note).where(
            Visit.household_id == home, Visit.recorded_by.is_not(None)
        )
        return self.portal.rows(wanted.order_by(Visit.id))

    def fill_checklist(self) -> None:
        """Answer what must be answered."""
        self.asked("家里人口有没有变化").get_by_text("否", exact=True).click()
        self.asked("房屋、取暖和用电是否安全").get_by_text("是", exact=True).click()

    def record_three(self) -> None:
        """At home with the checklist, nobody at home with the register, by telephone with two needs."""
        self.home("west1-1")
        self.choose("方式", "入户")
        self.page.locator("label.pick", has_text="赵甲").click()
        self.fill_checklist()
        self.page.get_by_label("意见建议", exact=True).fill("多装路灯")
        self.save()
        self.home("west1-2")
        self.choose("方式", "无人在家")
        self.page.get_by_label("联系电话").fill("13900001111")
        self.page.get_by_label("现住地址").fill("无锡市")
        self.save()
        self.home("west1-3")
        self.choose("方式", "电话")
        for number, (text, how) in enumerate((("下水道堵了", "登记诉求"), ("灯泡坏了", "当场解决"))):
            self.page.get_by_role("button", name="记一件诉求").click()
            need = self.page.locator(".need").nth(number)
            need.locator("select").select_option("life")
            need.get_by_label("内容").fill(text)
            need.get_by_text(how, exact=True).click()
        self.page.get_by_label("怎么解决的").locator("visible=true").fill("换了灯泡")
        self.save()
