// Names the chosen file, and keeps an upload from being sent twice.
(function () {
  'use strict';
  const input = document.getElementById('file');
  if (!input) return;
  const name = document.querySelector('[data-file-name]');
  input.addEventListener('change', () => {
    const file = input.files[0];
    name.textContent = file ? `${file.name}（${(file.size / 1048576).toFixed(1)} MB）` : '还没有选择文件';
  });
  input.form.addEventListener('submit', () => {
    const button = input.form.querySelector('button[type=submit]');
    button.disabled = true;
    button.textContent = '正在上传……';
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload(); });
}());
