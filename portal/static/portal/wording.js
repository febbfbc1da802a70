// Wordings: what the paper looks like beside the text, asked for when the person pauses, and buttons that insert placeholders.
(function ($) {
  'use strict';
  const box = document.querySelector('[data-sample]');
  const form = document.querySelector('.wording-form');
  let last = null;
  let timer = 0;
  let asked = 0;

  document.querySelectorAll('[data-words]').forEach((field) => field.addEventListener('focus', () => { last = field; }));
  document.querySelectorAll('[data-insert]').forEach((button) => button.addEventListener('click', () => {
    const field = last || document.querySelector('textarea[data-words]') || document.querySelector('[data-words]');
    if (!field) return;
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, 'end');
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }));
  if (!box) return;

  const said = box.querySelector('.wording-said');
  const pages = box.querySelector('.wording-pages');
  const subject = box.querySelector('#sample-subject');
  const live = 'live' in box.dataset && form;

  function show(answer) {
    const problems = answer.problems || [];
    said.textContent = problems.concat(answer.said || []).join('；');
    said.classList.toggle('wording-wrong', Boolean(problems.length || answer.wrong));
    if (!answer.pages.length) { pages.classList.add('wording-old'); return; }
    pages.classList.remove('wording-old');
    pages.replaceChildren(...answer.pages.map((source, index) => {
      const page = document.createElement('img');
      page.src = source;
      page.alt = `样张第 ${index + 1} 页`;
      return page;
    }));
  }

  function ask() {
    const turn = ++asked;
    const url = new URL(box.dataset.sample, window.location.href);
    const options = { headers: { Accept: 'application/json' } };
    if (live) {
      options.method = 'POST';
      options.body = new FormData(form);
      options.body.append('subject', subject.value || '');
    } else {
      url.searchParams.set('subject', subject.value || '');
    }
    said.textContent = '正在排版…';
    fetch(url, options)
      .then((answer) => (answer.ok && !answer.redirected ? answer.json() : Promise.reject(answer.status)))
      .then((answer) => { if (turn === asked) show(answer); })
      .catch(() => { if (turn === asked) said.textContent = '暂时看不到样张，请稍后再试'; });
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 900);
  }

  $(subject).on('change', () => {
    const link = box.querySelector('[data-pdf]');
    link.href = link.dataset.pdf + (subject.value ? `?subject=${encodeURIComponent(subject.value)}` : '');
    ask();
  });
  if (live) $(form).on('input change', soon);
  ask();
})(window.jQuery);
