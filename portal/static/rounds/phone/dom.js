/* Building pages: elements from plain values, never from HTML text. */

/**
 * An element. `facts`: `class`, `text`, `on` ({event: listener}), `data` ({name: value}); all else becomes an attribute
 * (true: present; false, null: absent). `parts`: elements, texts, lists of them; null and false are left out.
 */
export function h(tag, facts = {}, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...parts.flat(3).filter((part) => part !== null && part !== undefined && part !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A button that cannot be pressed twice while its work runs. */
export function button(text, act, facts = {}) {
  const made = h("button", { type: "button", ...facts, class: `btn ${facts.class || "btn-default"}`, text });
  made.addEventListener("click", async () => {
    if (made.disabled) return;
    made.disabled = true;
    try { await act(made); } finally { made.disabled = false; }
  });
  return made;
}

let number = 0;
/** A field with its label. `control`: an input, select or textarea. */
export function field(label, control, wide = false) {
  control.id = control.id || `f${(number += 1)}`;
  control.classList.add("form-control");
  control.setAttribute("autocomplete", "off");
  return h("div", { class: wide ? "field field-wide" : "field", data: { field: control.name } }, h("label", { for: control.id, text: label }), control);
}

/** Large radio or check boxes. `options`: [[value, label, note?]]; `chosen`: value or list of values; `act` gets the new one. */
export function choices(name, options, chosen, act, { many = false, label = name, className = "way" } = {}) {
  const group = h("div", { class: many && className === "pick" ? "met" : "ways", role: many ? "group" : "radiogroup", "aria-label": label });
  const boxes = options.map(([value, words, note]) => {
    const box = h("input", { type: many ? "checkbox" : "radio", name, value: String(value), checked: many ? chosen.includes(value) : chosen === value });
    group.append(h("label", { class: className }, box, h("span", {}, words, note ? h("small", { text: note }) : null)));
    return [box, value];
  });
  const mark = () => boxes.forEach(([box]) => box.parentNode.classList.toggle("chosen", box.checked));
  group.addEventListener("change", () => {
    mark();
    const found = boxes.filter(([box]) => box.checked).map(([, value]) => value);
    act(many ? found : found[0]);
  });
  mark();
  return group;
}

export const tag = (kind, text) => h("span", { class: `tag tag-${kind}`, text });

/** Say something in the line that screen readers follow. */
export function say(text, kind = "success") {
  byId("said").replaceChildren(text ? h("p", { class: `notice notice-${kind}` }, text) : "");
}

/** Ask before something that cannot be taken back. @returns {Promise<boolean>} */
export function confirmed(text) {
  const dialog = byId("confirm");
  if (!dialog.showModal) return Promise.resolve(window.confirm(text));
  byId("confirm-text").textContent = text;
  dialog.returnValue = "";
  dialog.onclick = (event) => event.target.dataset.answer && dialog.close(event.target.dataset.answer);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
