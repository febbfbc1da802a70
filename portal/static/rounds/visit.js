/* The page of one visit: shows what belongs to the way chosen, asks questions only after the answers they hang on, and takes an answer
   that points to a problem over as a need. Without this script everything is in sight, and the server asks the same rules again. */
(() => {
  const form = document.getElementById("visit");
  if (!form) return;
  const chosen = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((each) => each.value);

  const reveal = (block, seen) => {
    block.hidden = !seen;
    for (const field of block.querySelectorAll("input, select, textarea")) field.disabled = !seen;
  };

  const showWay = () => {
    const [way] = chosen("way");
    form.dataset.way = way || "";
    for (const block of form.querySelectorAll("[data-ways]")) reveal(block, Boolean(way) && block.dataset.ways.split(" ").includes(way));
  };

  const showQuestions = () => {
    for (const asked of form.querySelectorAll(".asked")) {
      const trouble = asked.querySelector(".asked-need");
      if (asked.dataset.when) {
        const earlier = form.querySelector(`.asked[data-question="${asked.dataset.when}"]`);
        const wanted = asked.dataset.answers.split(" ");
        const hangs = !earlier.hidden && chosen(`q_${asked.dataset.when}`).some((answer) => wanted.includes(answer));
        if (!asked.closest("fieldset").hidden) reveal(asked, hangs);
      }
      if (trouble) {
        const found = chosen(`q_${asked.dataset.question}`).some((answer) => asked.dataset.trouble.split(" ").includes(answer));
        trouble.hidden = !found || trouble.dataset.taken === "yes";
      }
    }
  };

  const question = document.getElementById("raise-troubles");
  const needs = [...form.querySelectorAll(".need")];
  const more = document.getElementById("more-needs");
  const field = (need, name) => need.querySelector(`[name$="_${name}"]`);
  const used = (need) => field(need, "text").value.trim() !== "" || field(need, "category").value !== "";
  const showDone = (need) => {
    need.querySelector(".need-done").hidden = !need.querySelector('[name$="_solved"][value="y"]').checked;
  };
  const showMore = () => {
    more.hidden = needs.every((need) => !need.hidden);
  };
  const openNeed = () => {
    const free = needs.find((need) => !used(need));
    if (free) free.hidden = false;
    showMore();
    return free;
  };

  const takeOver = (asked) => {
    const need = openNeed();
    if (!need) return;
    const said = [...asked.querySelectorAll("input:checked")].map((each) => each.nextElementSibling.textContent).join("、");
    field(need, "category").value = asked.dataset.raises || "";
    field(need, "text").value = `${asked.querySelector(".asked-text").firstChild.textContent.trim()}：${said}`;
    const button = asked.querySelector(".asked-need");
    button.dataset.taken = "yes";
    button.hidden = true;
    need.scrollIntoView({ block: "center" });
    field(need, "text").focus();
  };

  needs.forEach((need) => {
    need.hidden = !used(need);
    showDone(need);
  });
  more.addEventListener("click", () => {
    const hidden = needs.find((need) => need.hidden);
    if (hidden) {
      hidden.hidden = false;
      field(hidden, "category").focus();
    }
    showMore();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".asked-need");
    if (button) takeOver(button.closest(".asked"));
  });
  /* An answer that points to a problem is asked about once, and never keeps the visit from being saved. */
  form.addEventListener("submit", (event) => {
    const open = [...form.querySelectorAll(".asked-need")].filter((each) => !each.hidden && !each.closest("[hidden]"));
    if (!open.length || form.dataset.troubles) return;
    event.preventDefault();
    form.dataset.troubles = "asked";
    const said = open.map((each) => each.closest(".asked").querySelector(".asked-text").firstChild.textContent.trim()).join("；");
    question.querySelector("p").textContent = `“${said}”还没有记为诉求，要不要记？`;
    question.hidden = false;
    question.scrollIntoView({ block: "center" });
  });
  question.querySelector("button[type=button]").addEventListener("click", () => {
    question.hidden = true;
    for (const each of form.querySelectorAll(".asked-need:not([hidden])")) if (!each.closest("[hidden]")) takeOver(each.closest(".asked"));
  });
  form.addEventListener("change", (event) => {
    const need = event.target.closest(".need");
    if (need) showDone(need);
    showWay();
    showQuestions();
  });
  showWay();
  showQuestions();
  showMore();
})();
