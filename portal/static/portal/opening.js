/* The period follows the scheme that is chosen, until somebody writes another one. */
(function () {
  "use strict";
  var form = document.querySelector("[data-usual]");
  if (!form) { return; }
  var usual = JSON.parse(form.dataset.usual), scheme = form.elements.scheme, period = form.elements.period;
  scheme.addEventListener("change", function () {
    var offered = Object.keys(usual).some(function (key) { return usual[key] === period.value; });
    if (offered || !period.value) { period.value = usual[scheme.value] || period.value; }
  });
})();
