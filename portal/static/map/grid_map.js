// The grid distribution map: `gridMap(map, options)`; the options are described in geo/map_page.py.
(function (L, parts) {
  'use strict';
  const EDGE = { color: '#fff', weight: 1.5, opacity: 1 };
  const OUTLINE = { color: '#31445a', weight: 2.5, opacity: 0.85, fill: false, interactive: false };
  const CHOSEN = { color: '#d9480f', weight: 4 };

  parts.fetchJson = (url) => fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' }).then(
    (answer) => {
      if (answer.ok) return answer.json();
      throw new Error(answer.status === 401 ? '登录已失效，请重新登录' : '数据没有读到，请稍后刷新页面重试');
    },
    () => { throw new Error('网络不通，数据没有读到'); },
  );

  class GridMap {
    constructor(map, options) {
      Object.assign(this, { map, options, root: document.getElementById('grid-map'), level: options.level, scheme: options.schemes[0], features: [], classes: {} });
      this.shown = L.featureGroup().addTo(map);
      this.outline = L.featureGroup().addTo(map);
      this.labels = new parts.Labels(map, (told) => this.linesOf(told));
      this.card = new parts.Card(map, options, this.find('.map-sheet'), () => this.choose(null));
      this.points = ['households', 'issues'].map((name) => new parts.Points(map, name, options, (text) => this.say(text)));
      this.search = new parts.Search(this.find('#map-search'), this.find('#map-found'), () => this.inOrder(), (feature, input) => this.show(feature, input));
      this.controls();
      this.load();
    }

    find(selector) { return this.root.querySelector(selector); }

    say(text) {
      const notice = this.find('.map-notice');
      notice.textContent = text;
      notice.hidden = !text;
    }

    controls() {
      const { map } = this;
      map.options.zoomSnap = this.options.has_tiles ? 1 : 0.25;
      map.setMaxZoom(20);
      map.zoomControl.remove();
      L.control.zoom({ position: 'bottomright', zoomInTitle: '放大', zoomOutTitle: '缩小' }).addTo(map);
      L.control.scale({ imperial: false, position: 'bottomright' }).addTo(map);
      if (map.attributionControl) map.attributionControl.setPrefix(false);
      this.root.querySelectorAll('.leaflet-control-layers-toggle').forEach((toggle) => { toggle.title = '底图'; });
      this.root.querySelectorAll('[name=map-level]').forEach((radio) => radio.addEventListener('change', () => this.setLevel(Number(radio.value))));
      this.find('#map-scheme').addEventListener('change', (event) => {
        this.scheme = this.options.schemes.find((scheme) => scheme.key === event.target.value);
        this.paint();
      });
      this.points.forEach((layer) => {
        const box = this.find(`[data-points=${layer.name}]`);
        box.addEventListener('change', () => { layer.toggle(box.checked); this.legend(); });
      });
      const button = this.find('.map-choices-button');
      button.addEventListener('click', () => button.setAttribute('aria-expanded', String(this.root.classList.toggle('map-choosing'))));
      map.on('click', () => { if (this.root.classList.contains('map-choosing')) button.click(); });
      this.find('.map-print').addEventListener('click', () => this.print());
      new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    }

    load() {
      this.say('正在读取边界…');
      parts.fetchJson(this.options.endpoints.boundaries).then(
        (found) => {
          Object.assign(this, { features: found.features, classes: found.classes, undrawn: found.undrawn });
          this.say('');
          this.find('.map-empty').hidden = found.features.length > 0;
          if (found.features.length) this.begin();
        },
        (error) => this.say(error.message),
      );
    }

    begin() {
      const names = this.features.map(({ properties: told }) => `${told.level} ${told.name}`);
      this.twice = new Set(names.filter((name, place) => names.indexOf(name) !== place));
      const wanted = this.features.find((feature) => feature.properties.id === this.options.grid);
      if (wanted) this.level = wanted.properties.level;
      this.draw();
      this.fit();
      if (wanted) this.show(wanted, null);
    }

    // On a phone the legend lies below the grids, not on them.
    fit() {
      const below = this.isNarrow ? this.find('.map-legend').offsetHeight + 20 : 18;
      this.map.fitBounds(L.geoJSON(this.features).getBounds(), { animate: false, paddingTopLeft: [18, 18], paddingBottomRight: [18, below] });
    }

    get isNarrow() { return window.matchMedia('(max-width: 700px)').matches; }

    inOrder() {
      const here = (feature) => (feature.properties.level === this.level ? 0 : 1);
      return [...this.features].sort((one, other) => here(one) - here(other));
    }

    linesOf(told) {
      const names = this.twice.has(`${told.level} ${told.name}`) ? [told.full_name.split('/').slice(-2)[0], told.name] : [told.name];
      const value = told[this.scheme.key];
      const known = value !== null && value !== undefined;
      const figure = this.scheme.unit ? [known ? `${value.toLocaleString('zh-CN')}${this.scheme.unit === '%' ? '' : ' '}${this.scheme.unit}` : '—'] : [];
      return [[...names, ...figure], names];
    }

    draw() {
      this.root.querySelectorAll('[name=map-level]').forEach((radio) => { radio.checked = Number(radio.value) === this.level; });
      this.shown.clearLayers();
      this.outline.clearLayers();
      const of = (test) => ({ type: 'FeatureCollection', features: this.features.filter((feature) => test(feature.properties.level)) });
      L.geoJSON(of((level) => level === this.level), { onEachFeature: (feature, layer) => this.prepare(feature, layer) }).eachLayer((layer) => this.shown.addLayer(layer));
      const widest = Math.min(...this.features.map((feature) => feature.properties.level));
      L.geoJSON(of((level) => level < this.level || level === widest), { style: OUTLINE }).eachLayer((layer) => this.outline.addLayer(layer));
      this.paint();
    }

    prepare(feature, layer) {
      const [longitude, latitude] = feature.properties.at;
      layer.labelAt = L.latLng(latitude, longitude);
      layer.on('click', (event) => {
        L.DomEvent.stopPropagation(event);
        this.choose(layer);
        this.card.open(feature.properties, event.latlng, null);
      });
      layer.on('mouseover', () => { if (layer !== this.chosen) layer.setStyle({ color: '#31445a', weight: 2.5 }); });
      layer.on('mouseout', () => { if (layer !== this.chosen) layer.setStyle(EDGE); });
    }

    paint() {
      const entries = parts.entriesOf(this.scheme, this.classes, this.level);
      this.shown.eachLayer((layer) => layer.setStyle({
        ...(layer === this.chosen ? CHOSEN : EDGE),
        fillColor: parts.colourOf(this.scheme, entries, layer.feature.properties[this.scheme.key]),
        fillOpacity: this.options.has_tiles ? 0.55 : 0.85,
        dashArray: layer.feature.properties[this.scheme.key] === null ? '6 5' : null,
      }));
      this.labels.show(this.shown.getLayers());
      this.legend();
    }

    legend() {
      const entries = parts.entriesOf(this.scheme, this.classes, this.level);
      if (!this.features.length) return;
      const root = this.find('.map-legend');
      parts.drawLegend(root, this.scheme, entries, this.points.filter((layer) => layer.on).map((layer) => layer.legend));
      if (this.undrawn) root.append(parts.made('p', `另有 ${this.undrawn} 个网格未绘制边界`));
    }

    setLevel(level) {
      this.level = level;
      this.card.close();
      this.draw();
    }

    choose(layer) {
      const before = this.chosen;
      this.chosen = layer;
      if (before) before.setStyle(EDGE);
      if (layer) layer.setStyle(CHOSEN).bringToFront();
      this.outline.bringToFront();
      if (layer) layer.bringToFront();
    }

    // `back`: the element the keyboard came from.
    show(feature, back) {
      if (feature.properties.level !== this.level) this.setLevel(feature.properties.level);
      const layer = this.shown.getLayers().find((each) => each.feature === feature);
      this.choose(layer);
      if (!this.isNarrow) this.map.fitBounds(layer.getBounds(), { animate: false, maxZoom: 17, padding: [60, 60] });
      this.card.open(feature.properties, layer.labelAt, back);
      if (this.isNarrow) this.map.fitBounds(layer.getBounds(), { animate: false, maxZoom: 17, paddingTopLeft: [24, 24], paddingBottomRight: [24, this.card.height + 24] });
    }

    // On paper the map has the size of the sheet; it is drawn for that size before the printer sees it.
    print() {
      const page = document.documentElement;
      const view = { centre: this.map.getCenter(), zoom: this.map.getZoom() };
      this.card.close();
      page.classList.add('map-printing');
      this.map.invalidateSize({ animate: false });
      this.fit();
      window.addEventListener('afterprint', () => {
        page.classList.remove('map-printing');
        this.map.invalidateSize({ animate: false });
        this.map.setView(view.centre, view.zoom, { animate: false });
      }, { once: true });
      setTimeout(() => window.print(), 400);
    }
  }

  window.gridMap = (map, options) => { window.gridMap.shown = new GridMap(map, options); };
})(window.L, (window.gridMapParts = window.gridMapParts || {}));
