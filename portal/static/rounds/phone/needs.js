/* The needs told at the door: each is registered, or was settled there and then. */

import { button, choices, field, h } from "./dom.js";
import { uuid } from "./outbox.js";

const MOST = 5;
const HOW = [["n", "登记诉求"], ["y", "当场解决"]];

function categorySelect(categories, need, changed) {
  const select = h("select", { name: `category_${need.uid}` }, h("option", { value: "", text: "请选择类别" }));
  const groups = new Map();
  for (const { code, name, group } of categories) {
    if (group && !groups.has(group)) select.append(groups.set(group, h("optgroup", { label: group })).get(group));
    (group ? groups.get(group) : select).append(h("option", { value: code, text: name }));
  }
  select.value = need.category;
  select.addEventListener("change", () => { need.category = select.value; changed(); });
  return select;
}

function area(name, text, longest, act) {
  return h("textarea", { name, rows: 2, maxlength: longest, value: text, on: { input: (event) => act(event.target.value) } });
}

function row(need, categories, changed, remove) {
  const done = field("怎么解决的", area(`done_${need.uid}`, need.done, 1000, (text) => { need.done = text; changed(); }), true);
  const settle = (value) => {
    need.solved = value === "y";
    done.hidden = !need.solved;
    changed();
  };
  done.hidden = !need.solved;
  return h("div", { class: "need", data: { need: need.uid } },
    field("类别", categorySelect(categories, need, changed)),
    field("内容", area(`text_${need.uid}`, need.text, 4000, (text) => { need.text = text; changed(); }), true),
    choices(`solved_${need.uid}`, HOW, need.solved ? "y" : "n", settle, { label: "怎么处理" }),
    done, button("删去这一件", remove, { class: "btn-quiet" }));
}

/** The fieldset of needs; it writes into `needs`. @returns {{element: HTMLElement, raise: function(string, string): void}} */
export function needsFields(needs, categories, open, changed) {
  const rows = h("div");
  const more = button("记一件诉求", () => raise("", ""), { class: "btn-default btn-lg" });
  const show = (need) => {
    const made = row(need, categories, changed, () => {
      needs.splice(needs.indexOf(need), 1);
      made.remove();
      more.hidden = false;
      changed();
    });
    rows.append(made);
    more.hidden = needs.length >= MOST;
    return made;
  };
  const raise = (category, text) => {
    if (needs.length >= MOST) return;
    const need = { uid: uuid(), category: categories.some(({ code }) => code === category) ? category : "", text, solved: false, done: "" };
    needs.push(need);
    const made = show(need);
    changed();
    made.scrollIntoView({ block: "center" });
    made.querySelector(text ? "textarea" : "select").focus();
  };
  needs.forEach(show);
  const known = open.count ? h("p", { class: "help", text: `这一户还有 ${open.count} 件未办结：${open.titles.join("；")}。已有的不必重复登记` }) : null;
  return { element: h("fieldset", { class: "card" }, h("legend", { text: "诉求" }), known, rows, more), raise };
}
