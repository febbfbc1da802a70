// What every page does: drawer, confirmations, select boxes, rows that open, bulk actions, tabs, and small toggles.
(function ($) {
  'use strict';
  const words = {
    errorLoading: () => '没有取到结果，请重试',
    inputTooLong: () => '输入太长',
    loadingMore: () => '正在取更多…',
    noResults: () => '没有找到',
    searching: () => '查找中…',
    removeAllItems: () => '清除',
    maximumSelected: () => '不能再选了',
  };
  window.portalWords = words;
  const each = (selector, act, root) => (root || document).querySelectorAll(selector).forEach(act);
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target.closest && event.target.closest(selector);
    if (found) act(found, event);
  });

  // Drawer
  function drawer(open) {
    document.body.classList.toggle('drawer-open', open);
    each('[data-drawer]', (button) => button.setAttribute('aria-expanded', String(open)));
    if (open) document.querySelector('#menu a').focus();
  }
  on('click', '[data-drawer]', () => drawer(!document.body.classList.contains('drawer-open')));
  on('click', '[data-drawer-close]', () => drawer(false));
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') drawer(false); });

  // Confirmation before anything that asks for it
  window.portalConfirm = function (text) {
    const dialog = document.getElementById('confirm');
    if (!dialog || !dialog.showModal) return Promise.resolve(window.confirm(text));
    document.getElementById('confirm-text').textContent = text;
    dialog.showModal();
    return new Promise((resolve) => {
      const answer = (event) => {
        const button = event.target.closest('[data-answer]');
        if (button) dialog.close(button.dataset.answer);
      };
      dialog.addEventListener('click', answer);
      dialog.addEventListener('close', () => {
        dialog.removeEventListener('click', answer);
        resolve(dialog.returnValue === 'yes');
        dialog.returnValue = '';
      }, { once: true });
    });
  };
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button || !button.dataset.confirm || button.dataset.confirmed) return;
    event.preventDefault();
    window.portalConfirm(button.dataset.confirm).then((yes) => {
      if (!yes) return;
      button.dataset.confirmed = 'yes';
      button.form.requestSubmit(button);
    });
  }, true);

  // A form is sent once: until the answer comes its buttons rest. They wake when the page is shown again, or when the answer was a file.
  const AWAKE_AFTER = 15000;
  function wake() {
    each('form[data-sent]', (form) => form.removeAttribute('data-sent'));
    each('button[data-resting]', (button) => { button.disabled = false; button.removeAttribute('data-resting'); });
  }
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute('method') !== 'post' || form.hasAttribute('target')) return;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', '');
    window.setTimeout(() => Array.from(form.elements).forEach((button) => {
      if (event.defaultPrevented || button.type !== 'submit' || button.disabled) return;
      button.disabled = true;
      button.setAttribute('data-resting', '');
    }));
    window.setTimeout(wake, AWAKE_AFTER);
  });
  window.addEventListener('pageshow', wake);

  // A page that answers a form is asked for anew when somebody comes back to it: the browser must not want to send the form again.
  // Where the form was sent to an address that shows nothing, the page names its own.
  if (document.body.hasAttribute('data-posted')) history.replaceState(null, '', document.body.dataset.posted || window.location.href);

  // Long lists stand open where there is room; on phones they wait folded
  each('[data-fold]', (fold) => { fold.open = window.innerWidth >= 700; });

  // What is wider than the page says so until its last column is in sight
  each('.rows-frame, .ledger-frame, .scores', (frame) => {
    const hint = document.createElement('p');
    hint.className = 'wide-hint';
    hint.textContent = '表格比页面宽，向右滑动看其余各栏 →';
    frame.before(hint);
    const show = () => {
      const more = frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 8;
      frame.classList.toggle('wide-more', more);
      hint.hidden = !more;
    };
    frame.addEventListener('scroll', show, { passive: true });
    window.addEventListener('resize', show);
    show();
  });

  // Rows open their page
  on('click', 'tr[data-href]', (row, event) => {
    if (event.target.closest('a, button, input, label') || window.getSelection().toString()) return;
    window.location = row.dataset.href;
  });

  // Bulk actions
  each('[data-bulk]', (form) => {
    const boxes = Array.from(document.querySelectorAll(`input[name=rowid][form="${form.id}"]`));
    const all = form.querySelector('[data-all]');
    const count = form.querySelector('.bulk-count');
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      count.textContent = chosen ? `已选 ${chosen} 条` : '勾选后可批量操作';
      all.checked = chosen > 0 && chosen === boxes.length;
      form.classList.toggle('bulk-on', chosen > 0);
      each('button[name=action]', (button) => { button.disabled = !chosen; }, form);
      boxes.forEach((box) => box.closest('tr').classList.toggle('chosen', box.checked));
    };
    all.addEventListener('change', () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
    boxes.forEach((box) => box.addEventListener('change', show));
    show();
  });

  // Tabs of related lists
  each('[role=tablist]', (list) => {
    const tabs = Array.from(list.querySelectorAll('[role=tab]'));
    const panel = (tab) => document.getElementById(tab.getAttribute('aria-controls'));
    const choose = (chosen, focus) => {
      tabs.forEach((tab) => {
        tab.setAttribute('aria-selected', String(tab === chosen));
        tab.tabIndex = tab === chosen ? 0 : -1;
        panel(tab).hidden = tab !== chosen;
      });
      if (focus) chosen.focus();
    };
    tabs.forEach((tab, place) => {
      tab.addEventListener('click', () => { choose(tab); history.replaceState(null, '', `#${panel(tab).id}`); });
      tab.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) choose(tabs[(place + step + tabs.length) % tabs.length], true);
      });
    });
    const asked = window.location.search.match(/(?:page|psize|_oc)_(\w+?)=/);
    const wanted = (tab) => `#${panel(tab).id}` === window.location.hash || (asked && panel(tab).id === `panel-${asked[1]}`);
    if (tabs.length) choose(tabs.find(wanted) || tabs[0]);
  });

  // Small things
  on('click', '[data-close]', (button) => button.closest('.notice').remove());
  on('click', '[data-back]', () => window.history.back());
  on('click', '[data-search-toggle]', (button) => {
    button.setAttribute('aria-expanded', String(button.closest('.search').classList.toggle('search-open')));
  });
  on('click', '[data-search-change]', (button) => {
    button.setAttribute('aria-expanded', String(button.closest('.search').classList.toggle('search-changing')));
  });
  on('click', '[data-show-password]', (button) => {
    const field = document.getElementById(button.dataset.showPassword);
    const shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.textContent = shown ? '显示' : '隐藏';
    button.setAttribute('aria-pressed', String(!shown));
  });

  // Long select boxes get a search; short ones stay native, which is best on phones
  each('select.my_select2, select[multiple]', (select) => {
    if (!select.multiple && select.options.length < 15) {
      select.classList.add('form-control');
      return;
    }
    $(select).select2({ placeholder: '请选择', allowClear: !select.multiple, language: words, width: '100%' });
  });

  // Questions that are asked of some kinds of record or of grids on some levels only
  const kind = document.querySelector('#model_form [name=kind]');
  const level = document.querySelector('#model_form [name=level]');
  function isAsked(words, chosen) { return !words || Boolean(chosen && words.split(' ').includes(chosen.value)); }
  function askByKind() {
    each('[data-kinds], [data-levels]', (field) => {
      field.hidden = !isAsked(field.dataset.kinds, kind) || !isAsked(field.dataset.levels, level);
    });
    each('#model_form fieldset', (set) => { set.hidden = !set.querySelector('.field:not([hidden])'); });
  }
  if (document.querySelector('[data-kinds], [data-levels]')) {
    $([kind, level].filter(Boolean)).on('change', askByKind);
    askByKind();
  }

  const wrong = document.querySelector('.field-wrong, .told');
  if (wrong) wrong.scrollIntoView({ block: 'center' });
})(window.jQuery);
