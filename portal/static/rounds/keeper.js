/* On every page: what a phone keeps for places without signal belongs to one person. It goes when they sign out or when another signs in;
   it stays while their session has merely run out. */
(() => {
  "use strict";
  const { user } = document.currentScript.dataset;
  let flags;
  try {
    flags = window.localStorage;
  } catch (_error) {
    return;
  }
  const owner = flags.getItem("rounds.user");
  const unsent = () => Number(flags.getItem("rounds.unsent") || 0);

  async function wipe() {
    ["rounds.user", "rounds.unsent", "rounds.leaving"].forEach((flag) => flags.removeItem(flag));
    window.indexedDB.deleteDatabase("rounds");
    if (window.caches) {
      const names = await window.caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("rounds-")).map((name) => window.caches.delete(name)));
    }
    if (navigator.serviceWorker) {
      const workers = await navigator.serviceWorker.getRegistrations();
      await Promise.all(workers.filter((worker) => new URL(worker.scope).pathname.endsWith("/rounds/")).map((worker) => worker.unregister()));
    }
  }

  if (owner && ((user && user !== owner) || (!user && flags.getItem("rounds.leaving")))) {
    wipe();
    return;
  }
  flags.removeItem("rounds.leaving");
  const form = document.querySelector(".login-form");
  if (!user && form && unsent()) {
    const notice = document.createElement("div");
    notice.className = "notice notice-warning";
    notice.id = "unsent";
    notice.textContent = `这台手机上有 ${unsent()} 条走访记录还没有发送。请由本人登录；换人登录，这些记录会被清除。`;
    form.prepend(notice);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[formaction*=logout]");
    if (!button || !owner) return;
    if (unsent()) button.dataset.confirm = `这台手机上有 ${unsent()} 条走访记录还没有发送，退出登录会清除它们。确定退出吗？`;
    else delete button.dataset.confirm;
  }, true);
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (owner && button && button.matches("[formaction*=logout]") && !event.defaultPrevented) flags.setItem("rounds.leaving", "yes");
  });
})();
