// The map over a shape's text area: draw, edit and cut a boundary, or place and move a point. Works without tiles.
(function (L, text) {
  'use strict';
  const CHINA = [[20, 75], [52, 132]];
  const OWN = { color: '#17508f', weight: 3, fillColor: '#2a6fb5', fillOpacity: 0.18 };
  const AROUND = { color: '#6a7684', weight: 1.5, dashArray: '4 4', fillOpacity: 0.03, interactive: false, pmIgnore: true, snapIgnore: false };

  function pin(latlng) {
    return L.marker(latlng, { icon: L.divIcon({ className: '', html: '<div class="shape-pin" style="width:28px;height:28px"></div>', iconSize: [28, 28], iconAnchor: [14, 34] }), draggable: true, autoPan: true });
  }

  function button(label, icon, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'btn btn-default btn-sm';
    made.innerHTML = `<i class="fa ${icon}" aria-hidden="true"></i> `;
    made.append(label);
    made.addEventListener('click', act);
    return made;
  }

  class ShapeField {
    constructor(root) {
      this.root = root;
      this.isPoint = root.dataset.kind === 'location';
      this.area = root.querySelector('textarea');
      this.start = this.area.value;
      const fold = root.closest('.shape-fold');
      if (fold && window.innerWidth >= 700) fold.open = true;
      if (fold) fold.addEventListener('toggle', () => { this.map.invalidateSize(); this.fit(this.own) || this.fit(this.around); });
      this.map = L.map(root.querySelector('.shape-map'), { zoomControl: true, attributionControl: false, maxZoom: 20 });
      this.map.fitBounds(CHINA);
      L.control.scale({ imperial: false }).addTo(this.map);
      this.own = L.featureGroup().addTo(this.map);
      this.around = L.featureGroup().addTo(this.map);
      this.tools();
      this.draw();
      this.fit(this.own);
      this.controls();
      this.fetchAround();
      this.area.addEventListener('input', () => { if (!this.writing) { this.draw(); this.fit(this.own); } });
    }

    tools() {
      const bar = document.createElement('div');
      bar.className = 'shape-tools';
      bar.append(
        button('还原', 'fa-undo', () => this.set(this.start)),
        button('清空', 'fa-eraser', () => this.set('')),
        button('显示全部', 'fa-arrows-alt', () => this.fit(this.own) || this.fit(this.around)),
      );
      if (navigator.geolocation && window.isSecureContext) bar.append(button('定位到我', 'fa-crosshairs', () => this.locate()));
      this.state = document.createElement('span');
      this.state.className = 'shape-state';
      this.state.setAttribute('aria-live', 'polite');
      bar.append(this.state);
      this.root.querySelector('.shape-map').after(bar);
    }

    controls() {
      const { map } = this;
      map.pm.setLang('zh');
      map.pm.setGlobalOptions({ snappable: true, snapDistance: 18, allowSelfIntersection: false, layerGroup: this.own, pathOptions: OWN });
      if (this.isPoint) {
        map.on('click', (event) => this.place(event.latlng));
        return;
      }
      map.pm.addControls({
        position: 'topleft', drawMarker: false, drawPolyline: false, drawCircle: false, drawCircleMarker: false, drawText: false,
        drawRectangle: true, drawPolygon: true, editMode: true, dragMode: false, cutPolygon: true, removalMode: true, rotateMode: false,
      });
      map.on('pm:create pm:remove pm:cut', () => this.write());
    }

    watch(layer) {
      layer.on('pm:edit pm:update pm:markerdragend pm:dragend dragend', () => this.write());
    }

    draw() {
      const layers = this.layers(text.read(this.area.value));
      if (layers === undefined) {
        this.say('坐标文本还不能识别');
        return;
      }
      this.own.clearLayers();
      layers.forEach((layer) => { this.own.addLayer(layer); this.watch(layer); });
      this.tell();
    }

    // What a geometry looks like; undefined when it cannot stand in this field (the server says why when it is saved).
    layers(geometry) {
      if (!geometry) return geometry === null ? [] : undefined;
      try {
        if (this.isPoint) return geometry.type === 'Point' ? [pin([geometry.coordinates[1], geometry.coordinates[0]])] : undefined;
        return geometry.type.endsWith('Polygon') ? this.parts(geometry) : undefined;
      } catch (error) {
        return undefined;
      }
    }

    parts(geometry) {
      const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
      return polygons.map((rings) => L.polygon(rings.map((ring) => ring.map((at) => [at[1], at[0]])), OWN));
    }

    place(latlng) {
      this.own.clearLayers();
      const marker = pin(latlng).addTo(this.own);
      this.watch(marker);
      this.write();
    }

    write() {
      const layers = this.own.getLayers();
      layers.forEach((layer) => { layer.off('pm:edit pm:update pm:markerdragend pm:dragend dragend'); this.watch(layer); });
      const geometries = layers.map((layer) => layer.toGeoJSON().geometry);
      this.put(text.write(this.isPoint ? geometries[0] || null : text.together(geometries)));
      this.tell();
    }

    put(value) {
      this.writing = true;
      this.area.value = value;
      this.area.dispatchEvent(new Event('input', { bubbles: true }));
      this.writing = false;
    }

    set(value) {
      this.put(value);
      this.draw();
      this.fit(this.own);
    }

    tell() {
      const count = this.own.getLayers().length;
      if (this.isPoint) this.say(count ? '已标注，可拖动图钉调整' : '点一下地图标注位置');
      else this.say(count ? `已绘制 ${count} 块` : '尚未绘制，点左上角的多边形开始');
    }

    say(sentence) { this.state.textContent = sentence; }

    fit(group) {
      const bounds = group.getBounds();
      if (!bounds.isValid()) return false;
      this.map.fitBounds(bounds, { maxZoom: 17, padding: [24, 24] });
      return true;
    }

    locate() {
      this.say('正在定位…');
      navigator.geolocation.getCurrentPosition(
        (found) => {
          const here = [found.coords.latitude, found.coords.longitude];
          this.map.setView(here, 17);
          if (this.isPoint) this.place(here);
          else this.tell();
        },
        () => this.say('没有取得位置，请检查手机的定位权限'),
        { enableHighAccuracy: true, timeout: 15000 },
      );
    }

    // Exact borders of what surrounds the grid, so that corners snap to them: its neighbours, or what lies in its parent.
    surroundings() {
      const edited = window.location.pathname.match(/\/gridview\/edit\/(\d+)/);
      const parent = !this.isPoint && document.querySelector('select[name="parent"]');
      if (edited) return `?near=${edited[1]}`;
      return parent && parent.value ? `?parent=${parent.value}` : '';
    }

    fetchAround() {
      const url = this.root.dataset.context;
      if (!url) return;
      this.around.clearLayers();
      fetch(url + this.surroundings(), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((found) => this.showAround(found))
        .catch(() => this.say('周边网格没有取到，不影响绘制'));
    }

    showAround(collection) {
      const edited = window.location.pathname.match(/\/gridview\/edit\/(\d+)/);
      const others = collection.features.filter((each) => !edited || String(each.id || (each.properties || {}).id) !== edited[1]);
      L.geoJSON({ type: 'FeatureCollection', features: others }, {
        style: AROUND,
        onEachFeature: (feature, layer) => {
          const name = (feature.properties || {}).name;
          if (name) layer.bindTooltip(name, { permanent: others.length < 40, direction: 'center', className: 'shape-label' });
        },
      }).eachLayer((layer) => this.around.addLayer(layer));
      if (!this.own.getLayers().length) this.fit(this.around);
    }
  }

  document.querySelectorAll('.shape-field').forEach((root) => {
    root.shapeField = new ShapeField(root);
    const parent = document.querySelector('select[name="parent"]');
    if (parent && window.jQuery) window.jQuery(parent).on('change', () => root.shapeField.fetchAround());
  });
})(window.L, window.shapeText);
