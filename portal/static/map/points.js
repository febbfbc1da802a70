// Households or open issues as clustered points, fetched when first switched on; when there are too many, for what is in view.
(function (L, parts) {
  'use strict';

  const KINDS = {
    households: {
      title: '住户',
      unit: '户住户',
      link: 'household',
      more: '查看住户',
      dots: [['常住', 'dot-resident'], ['外出', 'dot-away'], ['出租', 'dot-rented'], ['空户', 'dot-vacant']],
      dotOf: (told) => `dot-${told.state}`,
      notesOf: (told) => [told.state_name],
    },
    issues: {
      title: '未办结诉求',
      unit: '件未办结诉求',
      link: 'issue',
      more: '查看诉求',
      dots: [['办理期限内', 'dot-issue'], ['已超期', 'dot-overdue']],
      dotOf: (told) => (told.overdue ? 'dot-overdue' : 'dot-issue'),
      notesOf: (told) => [told.state_name, ...(told.overdue ? ['已超期'] : [])],
    },
  };

  class Points {
    constructor(map, name, options, say) {
      Object.assign(this, { map, name, say, url: options.endpoints[name], link: options.links[KINDS[name].link], kind: KINDS[name], on: false });
      this.group = L.markerClusterGroup({
        chunkedLoading: true, maxClusterRadius: 56, disableClusteringAtZoom: 19, showCoverageOnHover: false,
        iconCreateFunction: (cluster) => this.clusterIcon(cluster.getChildCount()),
      });
      map.on('moveend', () => { if (this.on && this.complete === false) this.fetch(); });
    }

    get legend() { return { title: this.kind.title, rows: this.kind.dots }; }

    toggle(on) {
      this.on = on;
      if (!on) {
        this.map.removeLayer(this.group);
        return Promise.resolve();
      }
      this.map.addLayer(this.group);
      return this.complete ? Promise.resolve() : this.fetch();
    }

    fetch() {
      const box = this.complete === false ? `?bbox=${this.map.getBounds().toBBoxString()}` : '';
      const asked = (this.asked = {});
      this.say('正在读取…');
      return parts.fetchJson(this.url + box).then(
        (found) => {
          if (asked !== this.asked) return;
          if (!box) this.complete = found.complete;
          this.group.clearLayers();
          this.group.addLayers(found.features.map((feature) => this.marker(feature)));
          this.say(found.message || (found.features.length ? '' : `没有可以标在图上的${this.kind.title}`));
        },
        (error) => this.say(error.message),
      );
    }

    marker(feature) {
      const told = feature.properties;
      const [longitude, latitude] = feature.geometry.coordinates;
      const label = told.name || this.kind.notesOf(told).join(' ');
      const icon = L.divIcon({ className: `map-dot ${this.kind.dotOf(told)}`, iconSize: [18, 18] });
      return L.marker([latitude, longitude], { icon, title: label, alt: label }).bindPopup(() => this.popup(told), { className: 'map-popup', closeButton: false, maxWidth: 280 });
    }

    popup(told) {
      const root = document.createElement('div');
      root.className = 'map-point-card';
      if (told.name) root.append(parts.made('strong', told.name));
      root.append(parts.made('p', this.kind.notesOf(told).join(' · ')));
      if (this.link) root.append(parts.anchor(this.kind.more, this.link, told.id, 'btn btn-default btn-sm'));
      return root;
    }

    clusterIcon(count) {
      const size = 30 + 7 * String(count).length;
      const html = parts.made('span', String(count));
      html.title = `${count} ${this.kind.unit}`;
      return L.divIcon({ className: `map-cluster cluster-${this.name}`, html, iconSize: [size, size] });
    }
  }

  parts.Points = Points;
})(window.L, (window.gridMapParts = window.gridMapParts || {}));
