/* The list of the day: what waits, nearest first where the person asks for it; several homes at once where nobody was at home. */

import { button, h, say, tag } from "./dom.js";
import { ordered, RANKS, today } from "./day.js";
import { blank, entryOf } from "./entry.js";
import { lastWords, taskWords } from "./home.js";
import * as outbox from "./outbox.js";

const PAGE = 60;
const MOST_TASKS = 3;
const STATES = { waiting: ["waiting", "待发送"], refused: ["overdue", "没有保存"], conflict: ["overdue", "等您决定"] };

/* What came of calling today where nobody was met. */
const NOT_MET = { absent: ["waiting", "今日无人在家"], refused: ["overdue", "今日拒访"] };

/* What the person chose on this list; it lasts as long as the page. */
const choice = { text: "", here: null, many: false, picked: new Set(), shown: PAGE };

const placeWords = (home) => [home.grid, home.address, home.code && `户号 ${home.code}`].filter(Boolean).join(" · ");

function matches(home, text) {
  const said = `${home.name} ${home.address} ${home.code}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}

function tags(home, app) {
  const record = app.entries.find((each) => each.home === home.key);
  if (record) return tag(...STATES[record.state]);
  if (home.done) return NOT_MET[home.last?.way] ? tag(...NOT_MET[home.last.way]) : tag("done", "今天已走访");
  if (app.drafts.has(home.key)) return tag("assigned", "没写完");
  return RANKS[home.rank] ? tag(...RANKS[home.rank]) : null;
}

function inside(home, app) {
  const due = home.due ? (home.agreed ? `约定 ${home.due} 再去` : `应于 ${home.due} 前走访`) : "";
  const rest = home.tasks.length - MOST_TASKS;
  const lines = [due, ...home.tasks.slice(0, MOST_TASKS).map(taskWords), rest > 0 && `等 ${home.tasks.length} 项任务`].filter(Boolean);
  return [
    h("span", { class: "stop-head" }, h("strong", { class: "stop-name", text: home.name }), home.vacant ? tag("vacant", "空户") : null, tags(home, app)),
    h("span", { class: "stop-place", text: placeWords(home) }),
    ...lines.map((line) => h("span", { class: "stop-line", text: line })),
    home.issues.told ? h("span", { class: "stop-line stop-issues", text: home.issues.told }) : null,
    h("span", { class: "stop-line", text: lastWords(home, app.day.ways) }),
  ];
}

function card(home, app, count) {
  if (!choice.many) return h("a", { class: "stop card", id: home.key, href: `#/${home.key}` }, inside(home, app));
  const box = h("input", { type: "checkbox", checked: choice.picked.has(home.key), "aria-label": home.name });
  box.addEventListener("change", () => { choice.picked[box.checked ? "add" : "delete"](home.key); count(); });
  return h("label", { class: "stop card stop-pick", id: home.key }, box, h("span", { class: "stop-inside" }, inside(home, app)));
}

function searchForm(redraw) {
  const box = h("input", { class: "form-control", id: "q", type: "search", maxlength: 60, value: choice.text, placeholder: "姓名、地址或户号", autocomplete: "off" });
  box.addEventListener("input", () => { choice.text = box.value.trim(); choice.shown = PAGE; redraw(); });
  return h("div", { class: "card day-search", role: "search" }, h("label", { class: "sr-only", for: "q", text: "按姓名、地址或户号查找" }), box,
    button(choice.here ? "按走访次序排" : "按距离排", () => near(redraw), { id: "near" }));
}

/* The place stays in this page: it is compared with the homes here and goes nowhere. */
async function near(redraw) {
  if (choice.here) choice.here = null;
  else if (!navigator.geolocation) say("这部手机不能定位，仍按走访次序排", "warning");
  else {
    choice.here = await new Promise((resolve) => navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude }), () => resolve(null), { timeout: 10000, maximumAge: 60000 }));
    if (!choice.here) say("没有取得位置，仍按走访次序排", "warning");
  }
  document.getElementById("near").textContent = choice.here ? "按走访次序排" : "按距离排";
  redraw();
}

/** One entry each for the homes that were picked. */
async function nobodyHome(app) {
  const homes = [...choice.picked].map((key) => app.day.byKey.get(key)).filter(Boolean);
  const pairs = homes.map((home) => [entryOf({ ...blank(home), way: "absent", visited_on: today() }, home, []), home]);
  choice.picked.clear();
  choice.many = false;
  await outbox.add(pairs);
  await app.saved(null, `已记下 ${pairs.length} 户无人在家`);
}

function manyBar(app, redrawAll) {
  const absent = button("无人在家", () => nobodyHome(app), { class: "btn-primary btn-lg", id: "nobody" });
  const count = () => { absent.textContent = `无人在家（${choice.picked.size} 户）`; absent.disabled = !choice.picked.size; };
  const toggle = (on) => () => { choice.many = on; choice.picked.clear(); redrawAll(); };
  count();
  const bar = choice.many
    ? h("div", { class: "save-bar" }, absent, button("取消", toggle(false), { class: "btn-default btn-lg" }))
    : button("多户无人在家，一次登记", toggle(true), { class: "btn-default btn-lg btn-block", id: "many" });
  return { bar, count };
}

function section(homes, app, count) {
  return h("section", { class: "stops" }, homes.map((home) => card(home, app, count)));
}

/** The page of the list. */
export function listPage(app) {
  const page = h("div");
  const cards = h("div");
  const redrawAll = () => page.replaceWith(listPage(app));
  const { bar, count } = manyBar(app, redrawAll);
  const redraw = () => {
    const busy = new Set(app.entries.map((record) => record.home));
    const found = ordered(app.day, choice.here).filter((home) => matches(home, choice.text));
    const waiting = found.filter((home) => !home.done && !busy.has(home.key));
    const called = found.filter((home) => home.done || busy.has(home.key));
    const more = waiting.length - choice.shown;
    cards.replaceChildren(
      section(waiting.slice(0, choice.shown), app, count),
      waiting.length ? "" : h("p", { class: "card", text: choice.text ? "没有找到相符的住户或单位" : "今天要走访的都走到了" }),
      more > 0 ? button(`再看 ${Math.min(more, PAGE)} 户（还有 ${more} 户）`, () => { choice.shown += PAGE; redraw(); }, { class: "btn-default btn-block" }) : "",
      called.length && !choice.many ? h("h2", { class: "day-called", text: `今天去过 ${called.length} 户` }) : "",
      called.length && !choice.many ? section(called.slice(0, choice.shown), app, count) : "",
      app.day.more > 0 ? h("p", { class: "day-order", text: `辖区内还有 ${app.day.more} 户没有存到手机上，请在有信号时到平台里查找。` }) : "");
  };
  redraw();
  page.append(h("h1", { class: "round-title", tabindex: "-1", text: "今天的走访" }), searchForm(redraw), ...(choice.many ? [] : [bar]), cards, ...(choice.many ? [bar] : []));
  return page;
}

/** The most urgent home that still waits, after `home` in the order of the list; nothing when only the rest is left. */
export function nextHome(app, home) {
  const busy = new Set(app.entries.map((record) => record.home));
  const all = ordered(app.day, choice.here);
  const open = all.filter((each) => each.key !== home.key && !each.done && !busy.has(each.key) && RANKS[each.rank]);
  const urgent = open.filter((each) => each.rank === open[0].rank);
  return urgent.find((each) => all.indexOf(each) > all.indexOf(home)) || urgent[0] || null;
}
