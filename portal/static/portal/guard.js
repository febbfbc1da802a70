// Warns before a changed form is left: form[data-guard].
(function ($) {
  'use strict';
  let dirty = false;
  const form = document.querySelector('form[data-guard]');
  if (!form) return;
  const mark = () => {
    dirty = true;
    const note = form.querySelector('.unsaved');
    if (note) note.hidden = false;
  };
  $(form).on('input change', mark);
  form.addEventListener('submit', () => { dirty = false; });
  window.addEventListener('beforeunload', (event) => {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = '';
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!dirty || !link || link.target || link.getAttribute('href').startsWith('#')) return;
    event.preventDefault();
    window.portalConfirm('有未保存的修改，确定离开本页吗？').then((yes) => {
      if (!yes) return;
      dirty = false;
      window.location = link.href;
    });
  });
})(window.jQuery);
