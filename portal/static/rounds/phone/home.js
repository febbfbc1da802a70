/* The visit of one home: what waits there, and one form for everything. What is typed is kept as a draft at once. */

import { button, choices, field, h, say, tag } from "./dom.js";
import { checklistFields } from "./checklist.js";
import { answersUnder, blank, draftOf, entryOf, isAtDoor, isAway, isReached, isSatisfactionAsked, listsOf, problems } from "./entry.js";
import { needsFields } from "./needs.js";
import { today } from "./day.js";
import * as outbox from "./outbox.js";
import * as vault from "./vault.js";

const AUTOSAVE_MS = 400;
const place = (home) => [home.grid, home.address, home.code && `户号 ${home.code}`].filter(Boolean).join(" · ");

/** What a task asks for, in words. */
export function taskWords(task) {
  const whom = task.name ? `，要见到 ${task.name}` : "";
  return `${task.campaign}${task.object ? `：${task.object}` : ""}${whom}${task.visitor ? `（由${task.visitor}走访）` : ""}`;
}

export const lastWords = (home, ways) => (home.last ? `上次走访 ${home.last.day} ${new Map(ways).get(home.last.way) || ""}` : "尚未走访");

function before(home, day) {
  const due = home.due ? (home.agreed ? `约定 ${home.due} 再去` : `应于 ${home.due} 前走访`) : "";
  return h("section", { class: "card visit-before" },
    due ? h("p", {}, `${due} `, home.rank === 0 ? tag("overdue", "已逾期") : null) : null,
    home.tasks.length ? [h("h2", { text: "走访任务" }), h("ul", {}, home.tasks.map((task) => h("li", { text: taskWords(task) })))] : null,
    home.issues.count ? [h("h2", { text: `未办结的诉求 ${home.issues.count} 件` }), h("ul", {}, home.issues.titles.map((title) => h("li", { text: title })))] : null,
    h("p", { text: lastWords(home, day.ways) }));
}

/** The draft of a home: one that came back, one begun before, or a new one. */
async function draftFor(home, entries) {
  const returned = entries.find((record) => record.home === home.key && outbox.cameBack(record));
  const kept = await vault.read(`draft:${home.key}`);
  if (kept && (!returned || kept.value.uid === returned.uid)) return kept.value;
  return returned ? draftOf(returned.entry) : blank(home);
}

/* Keeps the draft a moment after the last key, and at once when the page is left; no more once its entry is kept. */
function keeper(home, draft) {
  let timer = null;
  let ended = false;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    return vault.write({ [`draft:${home.key}`]: draft });
  };
  const touch = () => {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(keep, AUTOSAVE_MS);
  };
  const leave = () => { if (timer) keep(); };
  const end = (over) => { clearTimeout(timer); timer = null; ended = over; };
  return { touch, leave, end };
}

function input(name, type, value, act, facts = {}) {
  return h("input", { name, type, value, ...facts, on: { input: (event) => act(event.target.value) } });
}

function wayFields(draft, home, day, update) {
  const set = (name) => (value) => { draft[name] = value; update(); };
  const refused = home.refused || {};
  const ways = h("div", { data: { field: "way" } }, choices("way", day.ways.filter(([way]) => !refused[way]), draft.way, set("way"), { label: "方式" }),
    Object.values(refused).map((reason) => h("p", { class: "help", text: reason })));
  const people = home.people.map((each) => [each.id, each.name, [each.relation, each.wanted && "要见到本人"].filter(Boolean).join(" · ")]);
  const met = people.length ? h("div", { class: "visit-block", data: { ways: "reached" } }, h("p", { class: "visit-label", text: "见到（通话）的人" }),
    choices("met", people, draft.met, set("met"), { many: true, label: "见到（通话）的人", className: "pick" })) : null;
  const absence = h("div", { class: "visit-block fields", data: { ways: "away" } },
    h("p", { class: "visit-label field-wide", text: "不在家登记（知道多少填多少）" }),
    day.absence_items.map(([item, label]) => {
      const type = item === "since" || item === "until" ? "date" : item === "phone" ? "tel" : "text";
      return field(label, input(`absence_${item}`, type, draft.absence[item] || "", (value) => { draft.absence[item] = value; update(); },
        { maxlength: item === "phone" ? 20 : item === "address" ? 200 : 64 }));
    }));
  return h("fieldset", { class: "card" }, h("legend", { text: "方式" }), ways, met, absence);
}

function heardFields(draft, day, lists, update) {
  const set = (name) => (value) => { draft[name] = value; update(); };
  const area = (name) => h("textarea", { name, rows: 2, maxlength: 1000, value: draft[name], on: { input: (event) => set(name)(event.target.value) } });
  return h("fieldset", { class: "card" }, h("legend", { text: "听到的" }),
    isSatisfactionAsked(lists) ? null : h("div", { class: "visit-block", data: { ways: "reached" } }, h("p", { class: "visit-label", text: "满意程度" }),
      choices("satisfaction", day.satisfaction, draft.satisfaction, set("satisfaction"), { label: "满意程度" })),
    h("div", { class: "fields" }, field("意见建议", area("wishes"), true), field("记录", area("note"), true),
      field("走访日期", input("visited_on", "date", draft.visited_on, set("visited_on"), { max: today() })),
      field("下次走访（约好的填）", input("next_on", "date", draft.next_on, set("next_on")))));
}

function paperFields(draft, home, day, update) {
  const known = home.papers || {};
  const options = (day.papers || []).map(([key, name]) => [key, `${name}已送到`, known[key] ? `${known[key]} 登记过` : ""]);
  if (home.kind !== "household" || !options.length) return null;
  const set = (found) => { draft.papers = found; update(); };
  return h("fieldset", { class: "card", data: { ways: "door", field: "papers" } }, h("legend", { text: "送到的信和卡" }),
    choices("papers", options, draft.papers || [], set, { many: true, label: "送到的信和卡", className: "pick" }));
}

const SEEN = { reached: isReached, away: isAway, door: isAtDoor };

/** Show what is wrong beside its field and above the form; the first wrong field gets the focus. */
function showProblems(form, found) {
  form.querySelectorAll(".wrong, .alert").forEach((each) => each.remove());
  if (!found.length) return;
  form.prepend(h("div", { class: "alert alert-danger", role: "alert" }, found.map(([, sentence]) => h("p", { text: sentence }))));
  for (const [name, sentence] of found) {
    const at = form.querySelector(`[data-field="${name}"]`);
    if (at) at.append(h("p", { class: "wrong", text: sentence }));
  }
  const first = form.querySelector(`[data-field="${found[0][0]}"]`);
  const target = first && first.querySelector("input, select, textarea");
  if (target) target.focus();
  (first || form).scrollIntoView({ block: "center" });
}

/** Ask once whether an answer that points to a need is to be noted as one. @returns {boolean} whether it was asked now */
function askAboutTroubles(form, save) {
  const open = [...form.querySelectorAll(".asked-need")].filter((each) => !each.hidden && !each.closest("[hidden]"));
  if (!open.length || form.dataset.troubles) return false;
  form.dataset.troubles = "asked";
  const said = open.map((each) => each.closest(".asked").querySelector(".asked-text").firstChild.textContent.trim()).join("；");
  const ask = h("div", { class: "alert alert-warning", role: "alert" }, h("p", { text: `“${said}”还没有记为诉求，要不要记？` }),
    button("记为诉求", () => { ask.remove(); open.forEach((each) => each.click()); }, { class: "btn-primary" }),
    button("不用，直接保存", save, { class: "btn-default" }));
  form.append(ask);
  ask.scrollIntoView({ block: "center" });
  return true;
}

/** The page of one home. `app.saved(home)` is called once the entry is kept. @returns {{element: HTMLElement, leave: function(): void}} */
export async function homePage(app, home) {
  const { day, entries } = app;
  const lists = listsOf(home, day);
  const draft = await draftFor(home, entries);
  const keeping = keeper(home, draft);
  const form = h("form", { class: "form visit-form", novalidate: true });
  const update = () => {
    form.dataset.way = draft.way || "";
    form.querySelectorAll("[data-ways]").forEach((block) => {
      block.hidden = !SEEN[block.dataset.ways](draft.way);
    });
    keeping.touch();
  };
  const needs = needsFields(draft.issues, day.categories, home.issues, update);
  const asked = lists.map(([prefix, list]) => checklistFields(list, answersUnder(draft.answers, prefix), day.satisfaction, update, needs.raise, prefix));
  for (const each of asked) each.dataset.ways = "reached";
  const save = async () => {
    const found = problems(draft, home, lists);
    showProblems(form, found);
    if (found.length || askAboutTroubles(form, save)) return;
    keeping.end(true);
    try {
      await outbox.add([[entryOf(draft, home, lists), home]]);
    } catch (error) {
      keeping.end(false);
      say("没有存下：这台手机的存储空间可能不够，请清理后再点保存", "danger");
      throw error;
    }
    await app.saved(home);
  };
  form.append(...[wayFields(draft, home, day, update), paperFields(draft, home, day, update), ...asked, heardFields(draft, day, lists, update), needs.element].filter(Boolean),
    h("div", { class: "save-bar" }, button("保存，去下一户", save, { class: "btn-primary btn-lg", id: "save" })));
  form.addEventListener("submit", (event) => event.preventDefault());
  keeping.end(true);
  update();
  keeping.end(false);
  const returned = entries.find((record) => record.uid === draft.uid && outbox.cameBack(record));
  if (returned) say(`上次没有保存成功：${returned.message}`, "danger");
  return { element: h("div", { data: { home: home.key } }, heading(home), before(home, day), form), leave: keeping.leave };
}

function heading(home) {
  return h("div", { class: "heading" }, h("a", { class: "heading-back", href: "#/", text: "‹ 返回名单" }), h("h1", { tabindex: "-1", text: home.name }),
    home.phone ? h("a", { class: "btn btn-default", href: `tel:${home.phone}`, text: "拨打电话" }) : null,
    h("p", { class: "visit-place", text: place(home) }));
}
