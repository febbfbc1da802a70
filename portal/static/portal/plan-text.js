// The editor of a profile's text: line numbers beside it, and what is wrong, asked for when the person pauses.
(function () {
  "use strict";
  const input = document.getElementById("content");
  const numbers = document.querySelector(".plan-numbers");
  const found = document.getElementById("plan-found");
  const state = document.getElementById("plan-state");
  if (!input || !numbers) return;
  const HEIGHT = 22;
  let wrong = new Set();
  let timer = 0;
  let asked = 0;

  function count() {
    const lines = input.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: lines }, function (_, index) {
      const line = document.createElement("span");
      line.textContent = String(index + 1);
      if (wrong.has(index + 1)) line.className = "plan-wrong";
      return line;
    }));
    numbers.scrollTop = input.scrollTop;
  }

  function go(line) {
    const lines = input.value.split("\n");
    const start = lines.slice(0, line - 1).reduce(function (sum, each) { return sum + each.length + 1; }, 0);
    input.focus();
    input.setSelectionRange(start, start + (lines[line - 1] || "").length);
    input.scrollTop = Math.max(0, (line - 4) * HEIGHT);
  }

  function show(problems) {
    const own = problems.filter(function (each) { return each.line && each.file.startsWith("草稿"); });
    wrong = new Set(own.map(function (each) { return each.line; }));
    state.textContent = problems.length ? problems.length + " 处要改" : "没有问题";
    const list = document.createElement("ol");
    list.className = "plan-problems";
    problems.forEach(function (each) {
      const row = document.createElement("li");
      const place = document.createElement(wrong.has(each.line) ? "button" : "span");
      place.className = "plan-line";
      place.textContent = each.line ? "第 " + each.line + " 行" : "整个文件";
      if (place.tagName === "BUTTON") {
        place.type = "button";
        place.addEventListener("click", function () { go(each.line); });
      }
      const text = document.createElement("span");
      if (each.key) {
        const key = document.createElement("code");
        key.textContent = each.key;
        text.append(key, " ");
      }
      text.append(each.text + (each.file.startsWith("草稿") ? "" : "（" + each.file + "）"));
      row.append(place, text);
      list.append(row);
    });
    found.replaceChildren(list);
    count();
  }

  async function check() {
    const mine = ++asked;
    const body = new URLSearchParams({ content: input.value, csrf_token: input.form.csrf_token.value });
    state.textContent = "正在检查……";
    try {
      const answer = await fetch(input.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (mine !== asked) return;
      if (answer.ok) show(told.problems);
      else state.textContent = told.message || "暂时不能检查";
    } catch (error) {
      if (mine === asked) state.textContent = "暂时不能检查，保存时会再查";
    }
  }

  input.addEventListener("input", function () {
    count();
    clearTimeout(timer);
    timer = setTimeout(check, 900);
  });
  input.addEventListener("scroll", function () { numbers.scrollTop = input.scrollTop; });
  input.addEventListener("keydown", function (event) {
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey) return;
    if (input.selectionStart === input.selectionEnd) {
      event.preventDefault();
      input.setRangeText("  ", input.selectionStart, input.selectionEnd, "end");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  count();
  check();
})();
