/* From a draft to an entry: what belongs to the way chosen, and what is wrong with it. The portal judges again. */

import { answersOf, questionsOf, problems as askedProblems } from "./checklist.js";
import { today } from "./day.js";
import { uuid } from "./outbox.js";

/** Whether a checklist asks how satisfied people are in all: then the visit does not ask again. */
export const isSatisfactionAsked = (lists) => lists.some(([, list]) => questionsOf(list).some((question) => question.overall));

const MOBILE = /^1[3-9]\d{9}$/, LANDLINE = /^0\d{2,3}-?\d{7,8}$/;
const REACHED = ["home", "phone"], AWAY = ["absent", "phone"], AT_DOOR = ["home", "absent"];

/** Whether what is filled in under these ways counts for `way`. */
export const isReached = (way) => REACHED.includes(way);
export const isAway = (way) => AWAY.includes(way);
export const isAtDoor = (way) => AT_DOOR.includes(way);

/** A draft in which nothing is noted yet. `base`: the newest visit that the person could see when they began. */
export function blank(home) {
  return {
    uid: uuid(), way: "", visited_on: today(), met: [], absence: {}, answers: {}, satisfaction: "", wishes: "", note: "", next_on: "",
    issues: [], papers: [], base: home.last ? home.last.id : 0,
  };
}

/** What is asked at a home: [[prefix, checklist]], the visit's own first; answers of the others are kept under their prefix. */
export const listsOf = (home, day) => (home.checklists || [home.checklist]).filter((ref) => ref && day.checklists[ref])
  .map((ref, place) => [place ? `${ref}/` : "", day.checklists[ref]]);

/** The answers of the list with this prefix, as an object that writes through to `answers`. */
export function answersUnder(answers, prefix) {
  if (!prefix) return answers;
  answers[prefix] = answers[prefix] || {};
  return answers[prefix];
}

function answersSent(lists, answers) {
  return Object.fromEntries(lists.flatMap(([prefix, checklist]) => Object.entries(answersOf(checklist, answersUnder(answers, prefix)))
    .map(([key, value]) => [prefix + key, value])));
}

/* Back from what was sent: answers under a prefix stand together again. */
function answersKept(sent) {
  const kept = {};
  for (const [key, value] of Object.entries(sent || {})) {
    const prefix = key.slice(0, key.lastIndexOf("/") + 1);
    answersUnder(kept, prefix)[key.slice(prefix.length)] = value;
  }
  return kept;
}

/** The entry that is sent. `lists`: what is asked at the home. */
export function entryOf(draft, home, lists) {
  const reached = isReached(draft.way);
  const checklist = lists.length ? lists[0][1] : null;
  const absence = Object.fromEntries(Object.entries(draft.absence).filter(([, value]) => value.trim()));
  return {
    uid: draft.uid, [`${home.kind}_id`]: home.id, visited_on: draft.visited_on, way: draft.way, base: draft.base,
    met: reached ? draft.met : [], satisfaction: (reached && !isSatisfactionAsked(lists) && draft.satisfaction) || null, wishes: draft.wishes.trim() || null,
    note: draft.note.trim() || null, next_on: draft.next_on || null, absence: isAway(draft.way) && Object.keys(absence).length ? absence : null,
    answers: reached ? answersSent(lists, draft.answers) : {}, checklist: reached && checklist ? checklist.key : null,
    plan: reached && checklist ? checklist.plan : null, issues: draft.issues.map((need) => ({ ...need, text: need.text.trim(), done: need.done.trim() })),
    papers: isAtDoor(draft.way) && home.kind === "household" ? draft.papers || [] : [], recorded_at: new Date().toISOString(),
  };
}

/** A draft from an entry that came back. */
export function draftOf(entry) {
  const { uid, way, visited_on, met, base } = entry;
  return {
    uid, way, visited_on, met: [...met], base, absence: { ...entry.absence }, answers: answersKept(entry.answers), satisfaction: entry.satisfaction || "",
    wishes: entry.wishes || "", note: entry.note || "", next_on: entry.next_on || "", issues: entry.issues.map((need) => ({ ...need })),
    papers: [...(entry.papers || [])],
  };
}

/** What is wrong with a draft, as [field, sentence] pairs. */
export function problems(draft, home, lists) {
  const found = [];
  const check = (wrong, name, sentence) => { if (wrong) found.push([name, sentence]); };
  const now = today();
  check(!draft.way, "way", "请选择方式：入户、电话、无人在家或拒访");
  check(!draft.visited_on, "visited_on", "请填写走访日期");
  check(draft.visited_on > now, "visited_on", `走访日期不能晚于今天（${now}）`);
  check(draft.next_on && draft.visited_on && draft.next_on <= draft.visited_on, "next_on", "下次走访日期应晚于走访日期");
  if (isAway(draft.way)) checkAbsence(draft.absence, now, check);
  const first = draft.way === "phone" && !Object.values(draft.absence).some((value) => value.trim());
  check(first && home.telephone, "absence_phone", home.telephone);
  if (isReached(draft.way)) {
    found.push(...lists.flatMap(([prefix, list]) => askedProblems(list, answersUnder(draft.answers, prefix), draft.way === "home", prefix)));
  }
  for (const need of draft.issues) {
    check(!need.category, `category_${need.uid}`, "请选择诉求的类别");
    check(!need.text.trim(), `text_${need.uid}`, "请填写诉求的内容");
    check(need.solved && !need.done.trim(), `done_${need.uid}`, "当场解决了，请写明怎么解决的");
  }
  return found;
}

function checkAbsence({ phone, since, until }, now, check) {
  const number = (phone || "").trim();
  check(number && !MOBILE.test(number) && !LANDLINE.test(number), "absence_phone", "外出联系电话不对：手机应为 1 开头的 11 位数字，座机应写“区号-号码”");
  check(since && since > now, "absence_since", "外出时间不能晚于今天");
  check(since && until && until < since, "absence_until", "预计返回日期早于外出时间");
}
