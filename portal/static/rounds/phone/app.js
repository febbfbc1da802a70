/* The page of the round that works without signal: opens what is kept, shows one of three screens, sends and fetches when it can. */

import { button, byId, h, say } from "./dom.js";
import * as days from "./day.js";
import * as outbox from "./outbox.js";
import * as vault from "./vault.js";
import { homePage } from "./home.js";
import { listPage, nextHome } from "./list.js";
import { send } from "./sync.js";
import { Trouble } from "./server.js";
import { waitingPage } from "./waiting.js";

const RETRY_MS = 60000;
const MOMENT = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
const SHELL = document.body.dataset.shell;
const tabs = window.BroadcastChannel ? new BroadcastChannel("rounds") : null;
let screen = { leave() {} };
let running = null;
let again = false;
let once = false;
let turn = 0;
let told = false;

const app = { day: null, entries: [], drafts: new Set(), trouble: null, busy: false, kept: false, saved, changed, exchange };

/** Read everything again from the vault. */
async function reload() {
  app.day = await days.load();
  app.entries = await outbox.all();
  app.drafts = new Set((await vault.names("draft:")).map((name) => name.slice("draft:".length)));
}

const TROUBLES = {
  offline: "现在没有信号。可以照常记录，有信号时自动发送。",
  "sign-in": "登录已过期。记录都还在本机，请登录后继续发送。",
  refused: "您的账号没有走访权限，请联系管理员。记录仍在本机。",
  fault: "平台暂时没有应答，稍后自动再试。记录仍在本机。",
};

function banner() {
  const held = app.entries.filter((record) => record.state !== outbox.WAITING).length;
  const waiting = app.entries.length - held;
  const when = app.day ? MOMENT.format(new Date(app.day.received)) : "";
  const facts = [when && `名单 ${when} 更新`, app.kept && "已可离线打开", waiting && `待发送 ${waiting} 条`, held && `需要您处理 ${held} 条`].filter(Boolean);
  byId("banner").replaceChildren(
    app.trouble ? h("div", { class: "notice notice-warning", id: "trouble" }, h("span", {}, TROUBLES[app.trouble],
      app.trouble === "sign-in" ? [" ", h("a", { href: `/login/?next=${encodeURIComponent(SHELL)}`, text: "去登录" })] : null)) : "",
    h("div", { class: "round-state" }, h("span", { id: "facts", text: facts.join(" · ") }), button(app.busy ? "正在更新……" : "更新", () => exchange(true), { id: "refresh" })));
  byId("bar-waiting").textContent = app.entries.length ? `待发送（${app.entries.length}）` : "待发送";
  byId("bar-waiting").classList.toggle("urgent", held > 0);
  byId("person").textContent = app.day ? app.day.person : "";
}

/** Show the screen of the address; the form of a home is never drawn anew under the person's fingers. */
async function show() {
  const wanted = window.location.hash.replace(/^#\/?/, "");
  banner();
  if (screen.form === wanted) return;
  screen.leave();
  const mine = (turn += 1);
  const made = await screenOf(wanted);
  if (mine !== turn) return;
  screen = made;
  byId("screen").replaceChildren(made.element);
  byId("bar-list").classList.toggle("active", wanted !== "waiting");
  byId("bar-waiting").classList.toggle("active", wanted === "waiting");
}

async function screenOf(wanted) {
  const home = app.day && app.day.byKey.get(wanted);
  if (home) return { ...(await homePage(app, home)), form: wanted };
  if (wanted === "waiting") return { element: waitingPage(app), leave() {} };
  return { element: app.day ? listPage(app) : nothing(), leave() {} };
}

function nothing() {
  return h("div", { class: "card" }, h("h1", { class: "round-title", tabindex: "-1", text: "还没有名单" }),
    h("p", { text: app.busy ? "正在取名单……" : "请在有信号时打开一次，名单会存到这台手机上（加密，三天内有效）。" }));
}

async function changed() {
  await reload();
  if (tabs) tabs.postMessage("changed");
  await show();
}

/** After an entry was kept: on to the next home, and off with the entry. */
async function saved(home, words) {
  await reload();
  if (tabs) tabs.postMessage("changed");
  const next = home && nextHome(app, home);
  say(`${words || `${home.name}：已记下`}${next ? `。下一户：${next.name}` : ""}`);
  told = true;
  if (home && window.location.hash === `#/${home.key}`) window.location.hash = next ? `#/${next.key}` : "#/";
  else {
    told = false;
    await show();
  }
  exchange();
}

/** Send what waits; fetch the list when something was stored, when there is none, or when the person wants it.
    Asked for while it runs, it runs once more: an entry kept meanwhile must not wait for the timer. */
function exchange(wanted = false) {
  once = once || wanted;
  again = true;
  if (!running) running = exchanges().finally(() => { running = null; });
  return running;
}

async function exchanges() {
  while (again) {
    const fetching = once;
    [again, once] = [false, false];
    await exchanging(fetching);
  }
}

async function exchanging(wanted) {
  app.busy = true;
  banner();
  const found = await send();
  if (found.trouble === "stranger") await vault.wipe();
  app.trouble = ["stranger", "busy"].includes(found.trouble) ? null : found.trouble;
  if (!app.trouble && (wanted || found.stored || !app.day || found.trouble === "stranger")) await fetchDay();
  app.busy = false;
  await reload();
  if (found.stored && tabs) tabs.postMessage("changed");
  if (found.held) say(`有 ${found.held} 条要您处理，请看“待发送”`, "danger");
  else if (found.stored) say(`✓ 已发送 ${found.stored} 条`);
  await show();
}

async function fetchDay() {
  try {
    await days.refresh();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    app.trouble = error.kind;
  }
}

/** Keep the shell in the browser, so that the page opens without signal. */
async function keepShell() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("worker.js", { updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    app.kept = true;
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
  } catch (_error) {
    app.kept = Boolean(navigator.serviceWorker.controller);
  }
  banner();
}

async function start() {
  if (!vault.able()) {
    byId("screen").replaceChildren(h("p", { class: "card" }, "这个浏览器（或没有使用 https 的地址）不能离线保存，请改用", h("a", { href: "./", text: "普通走访页面" }), "。"));
    return;
  }
  await reload();
  window.addEventListener("hashchange", async () => {
    if (!told) say("");
    told = false;
    await show();
    window.scrollTo(0, 0);
    const heading = byId("screen").querySelector("h1");
    if (heading) heading.focus();
  });
  window.addEventListener("pagehide", () => screen.leave());
  window.addEventListener("online", () => exchange());
  window.addEventListener("offline", () => { app.trouble = "offline"; banner(); });
  document.addEventListener("visibilitychange", () => (document.hidden ? screen.leave() : exchange()));
  if (tabs) tabs.addEventListener("message", async () => { await reload(); await show(); });
  setInterval(() => { if (app.entries.some((record) => record.state === outbox.WAITING)) exchange(); }, RETRY_MS);
  await show();
  keepShell();
  await exchange(true);
}

/* In the place of another page of the rounds that could not be reached: go to the shell's own address, at the same home. */
if (window.location.pathname === SHELL) start();
else {
  const [, kind, id] = window.location.pathname.match(/\/(household|establishment)\/(\d+)$/) || [];
  window.location.replace(`${SHELL}#/${kind ? `${kind}-${id}` : ""}`);
}
