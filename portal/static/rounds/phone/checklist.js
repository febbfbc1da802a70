/* The checklist of a campaign: which questions are asked after these answers, and its fields. The portal applies the same rules again. */

import { button, choices, h } from "./dom.js";

const YES_NO = [["yes", "是"], ["no", "否"]];
const LONGEST = 500;

export const questionsOf = (checklist) => checklist.sections.flatMap((section) => section.questions);
export const isEmpty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
const keysOf = (value) => (isEmpty(value) ? [] : [].concat(value));

/** The questions that these answers lead to; one that hangs on a question not asked is not asked either. */
export function asked(checklist, answers) {
  const found = new Set();
  for (const question of questionsOf(checklist)) {
    const { when } = question;
    const hangs = when && found.has(when.question) && keysOf(answers[when.question]).some((key) => when.answers.includes(key));
    if (!when || hangs) found.add(question.key);
  }
  return questionsOf(checklist).filter((question) => found.has(question.key));
}

/** The answers to questions that are asked after all. */
export function answersOf(checklist, answers) {
  const kept = asked(checklist, answers).filter((question) => !isEmpty(answers[question.key]));
  return Object.fromEntries(kept.map((question) => [question.key, answers[question.key]]));
}

/** What is wrong, as [field, sentence] pairs. `whole`: required questions must be answered. */
export function problems(checklist, answers, whole, prefix = "") {
  return asked(checklist, answers).flatMap((question) => {
    const value = answers[question.key];
    const name = `q_${prefix}${question.key}`;
    if (isEmpty(value)) return whole && question.required ? [[name, `请回答“${question.text}”`]] : [];
    if (question.kind === "integer" && !/^-?\d{1,15}$/.test(value.trim())) return [[name, `“${question.text}”：应为整数`]];
    if (question.kind === "decimal" && !/^-?\d{1,15}(\.\d+)?$/.test(value.trim())) return [[name, `“${question.text}”：应为数字`]];
    return [];
  });
}

/** Whether the answer points to a need. */
const isTrouble = (question, value) => keysOf(value).some((key) => (question.trouble || []).includes(key));

function optionsOf(question, satisfaction) {
  if (question.kind === "boolean") return YES_NO;
  if (question.kind === "satisfaction") return satisfaction;
  return (question.options || []).map((option) => [option.key, option.name]);
}

/** How an answer reads. */
function inWords(question, value, satisfaction) {
  const names = new Map(optionsOf(question, satisfaction));
  return keysOf(value).map((key) => names.get(key) || key).join("、");
}

function control(question, answers, satisfaction, changed, prefix) {
  const name = `q_${prefix}${question.key}`;
  const set = (value) => { answers[question.key] = value; changed(); };
  const options = optionsOf(question, satisfaction);
  const many = question.kind === "choices";
  if (options.length) return choices(name, options, many ? answers[question.key] || [] : answers[question.key], set, { many, label: question.text });
  const on = { input: (event) => set(event.target.value) };
  const facts = { name, on, class: "form-control", "aria-label": question.text, autocomplete: "off", value: answers[question.key] || "" };
  if (question.kind === "date") return h("input", { ...facts, type: "date" });
  if (question.kind === "text") return h("textarea", { ...facts, rows: 2, maxlength: LONGEST });
  return h("input", { ...facts, type: "text", inputmode: question.kind === "integer" ? "numeric" : "decimal" });
}

/**
 * The fieldset of a checklist; it writes into `answers` and shows questions as they are reached.
 * `raise(category, text)` opens a need for an answer that points to one.
 */
export function checklistFields(checklist, answers, satisfaction, changed, raise, prefix = "") {
  const rows = new Map();
  const update = () => {
    const seen = new Set(asked(checklist, answers).map((question) => question.key));
    for (const [question, row, need] of rows.values()) {
      row.hidden = !seen.has(question.key);
      if (need) need.hidden = need.dataset.taken === "yes" || !isTrouble(question, answers[question.key]);
    }
  };
  const row = (question) => {
    const take = (made) => {
      made.dataset.taken = "yes";
      raise(question.raises || "", `${question.text}：${inWords(question, answers[question.key], satisfaction)}`);
      update();
    };
    const need = question.trouble && question.trouble.length ? button("记为诉求", take, { class: "btn-default asked-need" }) : null;
    const text = h("p", { class: "asked-text" }, question.text, question.required ? h("span", { class: "star", title: "必填", text: "*" }) : null);
    const hint = question.hint ? h("p", { class: "help", text: question.hint }) : null;
    const fields = control(question, answers, satisfaction, () => { update(); changed(); }, prefix);
    const made = h("div", { class: "asked", data: { field: `q_${prefix}${question.key}` } }, text, hint, fields, need);
    rows.set(question.key, [question, made, need]);
    return made;
  };
  const sections = checklist.sections.map((section) => [h("h3", { class: "asked-section", text: section.name }), section.questions.map(row)]);
  const note = checklist.note ? h("p", { class: "help", text: checklist.note }) : null;
  update();
  return h("fieldset", { class: "card visit-block" }, h("legend", { text: checklist.name }), note, ...sections);
}
