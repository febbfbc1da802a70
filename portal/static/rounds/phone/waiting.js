/* What has not arrived yet: entries that wait, that came back, and those where somebody else had been. */

import { button, confirmed, h, tag } from "./dom.js";
import { CONFLICT, drop, isRepeat, keepBoth, REFUSED, WAITING } from "./outbox.js";

/** One's own entry in words. */
function summary(record, day) {
  const { entry } = record;
  const way = new Map(day ? day.ways : []).get(entry.way) || "";
  return [
    `${entry.visited_on} ${way}`, entry.met.length && `见到 ${entry.met.length} 人`, entry.note && `记录：${entry.note}`, entry.wishes && `意见建议：${entry.wishes}`,
    ...entry.issues.map((need) => `${need.solved ? "当场解决" : "诉求"}：${need.text}`),
  ].filter(Boolean);
}

function headOf(record) {
  const state = { [WAITING]: ["waiting", record.tried ? "已发出，等平台答复" : "待发送"], [REFUSED]: ["overdue", "没有保存"], [CONFLICT]: ["overdue", "等您决定"] };
  return h("span", { class: "stop-head" }, h("strong", { class: "stop-name", text: record.name }), tag(...state[record.state]));
}

function card(record, app) {
  const act = (work) => async () => { await work(record); await app.changed(); };
  const give = async () => {
    if (await confirmed(`放弃 ${record.name} 的这条走访记录？放弃后不能找回。`)) await act(drop)();
  };
  const open = app.day && app.day.byKey.has(record.home);
  const change = open ? h("a", { class: "btn btn-primary", href: `#/${record.home}`, text: "修改" }) : null;
  const buttons = {
    [WAITING]: record.tried ? [] : [button("删除", give)],
    [REFUSED]: [change, button("放弃本条", give)],
    [CONFLICT]: [isRepeat(record) ? change : null, button(isRepeat(record) ? "确实是另一件" : "两条都保留", async () => { await act(keepBoth)(); await app.exchange(); }, { class: "btn-primary" }), button("放弃本条", give)],
  };
  return h("article", { class: "card record", data: { uid: record.uid, state: record.state } }, headOf(record),
    record.message ? h("p", { class: "notice notice-danger" }, record.message) : null,
    record.state === CONFLICT ? h("p", { class: "stop-place", text: "您记的是：" }) : null,
    h("ul", { class: "summary" }, summary(record, app.day).map((line) => h("li", { text: line }))),
    h("div", { class: "record-buttons" }, buttons[record.state]));
}

/** The page of what waits. */
export function waitingPage(app) {
  const sendable = app.entries.some((record) => record.state === WAITING);
  return h("div", {}, h("h1", { class: "round-title", tabindex: "-1", text: "待发送" }),
    app.entries.length
      ? h("p", { class: "day-order", text: "这些记录存在本机，有信号时自动发送；发送成功后从这里消失。" })
      : h("p", { class: "card", text: "没有待发送的记录，都已存到平台。" }),
    sendable ? button("现在发送", () => app.exchange(true), { class: "btn-primary btn-lg btn-block", id: "send" }) : null,
    h("div", { class: "records" }, app.entries.map((record) => card(record, app))));
}
