// Names on the map: only those that fit into their grid and do not cover one another; the widest grids first.
(function (L, parts) {
  'use strict';
  const MOST = 160;
  const LINE = 17;

  function widthOf(text) {
    return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 14 : 8), 0);
  }

  // Whether white reads better than black on this colour (relative luminance, roughly).
  function isDark(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return 0.3 * red + 0.59 * green + 0.11 * blue < 125;
  }

  function collide(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  class Labels {
    // `linesOf(properties)`: what to write, the fullest way first, each a list of lines.
    constructor(map, linesOf) {
      this.map = map;
      this.linesOf = linesOf;
      this.layers = [];
      map.createPane('names').style.zIndex = 590; // under the points
      this.shown = L.layerGroup().addTo(map);
      map.on('moveend zoomend resize', () => this.draw());
    }

    show(layers) {
      this.layers = layers;
      this.draw();
    }

    draw() {
      this.shown.clearLayers();
      const taken = [];
      const view = this.map.getBounds();
      this.layers
        .filter((layer) => view.contains(layer.labelAt))
        .map((layer) => ({ layer, size: this.sizeOf(layer) }))
        .sort((one, other) => other.size.x * other.size.y - one.size.x * one.size.y)
        .some(({ layer, size }) => {
          this.place(layer, size, taken);
          return taken.length >= MOST;
        });
    }

    sizeOf(layer) {
      const bounds = layer.getBounds();
      const low = this.map.latLngToLayerPoint(bounds.getSouthWest());
      const high = this.map.latLngToLayerPoint(bounds.getNorthEast());
      return L.point(Math.abs(high.x - low.x), Math.abs(high.y - low.y));
    }

    place(layer, size, taken) {
      const at = this.map.latLngToContainerPoint(layer.labelAt);
      this.linesOf(layer.feature.properties).some((lines) => {
        const width = Math.max(...lines.map(widthOf));
        const height = lines.length * LINE;
        if (width > size.x * 1.1 || height > size.y) return false;
        const box = { left: at.x - width / 2, right: at.x + width / 2, top: at.y - height / 2, bottom: at.y + height / 2 };
        if (taken.some((other) => collide(box, other))) return false;
        taken.push(box);
        this.shown.addLayer(this.marker(layer, lines, width, height));
        return true;
      });
    }

    marker(layer, lines, width, height) {
      const text = document.createElement('div');
      lines.forEach((line) => text.append(Object.assign(document.createElement('div'), { textContent: line })));
      const className = isDark(layer.options.fillColor) ? 'map-label map-label-light' : 'map-label';
      const icon = L.divIcon({ className, html: text, iconSize: [width + 8, height], iconAnchor: [(width + 8) / 2, height / 2] });
      return L.marker(layer.labelAt, { icon, pane: 'names', interactive: false, keyboard: false });
    }
  }

  parts.Labels = Labels;
})(window.L, (window.gridMapParts = window.gridMapParts || {}));
