// Remote pickers: select.remote-picker[data-url] searches on the server, {results: [{id, text}], more}.
(function ($) {
  'use strict';
  $('select.remote-picker').each(function () {
    const select = $(this);
    select.select2({
      placeholder: '输入几个字查找',
      allowClear: true,
      width: '100%',
      language: window.portalWords,
      ajax: {
        url: select.data('url'),
        delay: 250,
        dataType: 'json',
        data: (asked) => ({ q: asked.term || '' }),
        processResults: (answer) => ({
          results: answer.results.concat(answer.more ? [{ id: '', text: '还有更多，请再输入几个字', disabled: true }] : []),
        }),
      },
    });
  });
  $(document).on('select2:open', () => {
    const field = document.querySelector('.select2-container--open .select2-search__field');
    if (field) field.focus();
  });
})(window.jQuery);
