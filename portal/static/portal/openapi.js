// The OpenAPI page.
(function () {
  'use strict';
  const place = document.getElementById('swagger-ui');
  window.SwaggerUIBundle({
    url: place.dataset.openapi,
    dom_id: '#swagger-ui',
    presets: [window.SwaggerUIBundle.presets.apis, window.SwaggerUIBundle.SwaggerUIStandalonePreset],
    layout: 'BaseLayout',
  });
})();
