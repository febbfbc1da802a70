// Follows a print batch or an import: asks each second how far it is, and loads the page again when it has ended.
(function () {
  'use strict';
  const box = document.querySelector('[data-progress]');
  if (!box) return;
  const bar = box.querySelector('[role=progressbar]');
  const sentence = box.querySelector('[data-sentence]');
  function show(progress) {
    bar.setAttribute('aria-valuenow', String(progress.percent));
    bar.firstElementChild.style.width = `${progress.percent}%`;
    box.querySelector('[data-percent]').textContent = `${progress.percent}%`;
    if (sentence.textContent !== progress.sentence) sentence.textContent = progress.sentence;
    for (const [part, said] of Object.entries(progress.parts || {})) {
      const cell = document.querySelector(`[data-part="${part}"]`);
      if (cell) cell.textContent = said;
    }
  }
  function ask() {
    fetch(box.dataset.progress, { headers: { Accept: 'application/json' } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.json() : Promise.reject(answer.status)))
      .then((progress) => {
        show(progress);
        if (progress.open) window.setTimeout(ask, 1000);
        else window.location.reload();
      })
      .catch(() => {
        sentence.textContent = box.dataset.away || '暂时取不到进度，正在重试……印制不受影响';
        window.setTimeout(ask, 5000);
      });
  }
  window.setTimeout(ask, 1000);
}());
