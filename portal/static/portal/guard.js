// Warns before what was typed into form[data-guard] is left, also by sending another form of the page.
(function ($) {
  'use strict';
  const changed = new Set();
  const guarded = (node) => (node.form || node).closest('form[data-guard]');
  if (!document.querySelector('form[data-guard]')) return;
  const leave = (warning) => window.portalConfirm(warning).then((yes) => {
    if (yes) changed.clear();
    return yes;
  });
  $(document).on('input change', (event) => {
    const form = event.target.closest && guarded(event.target);
    if (!form) return;
    changed.add(form);
    const note = form.querySelector('.unsaved');
    if (note) note.hidden = false;
  });
  document.addEventListener('submit', (event) => {
    const others = Array.from(changed).filter((form) => form !== event.target);
    if (event.defaultPrevented || event.target.hasAttribute('target')) return;
    if (!others.length) { changed.delete(event.target); return; }
    event.preventDefault();
    leave('本页别处填写的内容还没有保存，继续会丢失。确定继续吗？').then((yes) => {
      if (yes) event.target.requestSubmit(event.submitter);
    });
  }, true);
  window.addEventListener('beforeunload', (event) => {
    if (!changed.size) return;
    event.preventDefault();
    event.returnValue = '';
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!changed.size || !link || link.target || link.getAttribute('href').startsWith('#')) return;
    event.preventDefault();
    leave('有未保存的修改，确定离开本页吗？').then((yes) => {
      if (yes) window.location = link.href;
    });
  });
})(window.jQuery);
