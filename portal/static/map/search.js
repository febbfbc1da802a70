// Looking a grid up by name or code, with suggestions; arrow keys, Enter and Escape as everywhere.
(function (parts) {
  'use strict';
  const MOST = 12;

  class Search {
    // `featuresOf()`: all features, those of the level shown first; `choose(feature, input)`.
    constructor(input, list, featuresOf, choose) {
      Object.assign(this, { input, list, featuresOf, choose, found: [], at: -1 });
      input.addEventListener('input', () => this.suggest());
      input.addEventListener('focus', () => this.suggest());
      input.addEventListener('blur', () => this.shut());
      input.addEventListener('keydown', (event) => this.key(event));
      list.addEventListener('mousedown', (event) => event.preventDefault());
      list.addEventListener('click', (event) => {
        const item = event.target.closest('li[data-at]');
        if (item) this.take(Number(item.dataset.at));
      });
    }

    suggest() {
      const words = this.input.value.trim().toUpperCase().split(/\s+/);
      const fits = ({ properties: told }) => words.every((word) => `${told.full_name} ${told.code}`.toUpperCase().includes(word));
      const last = words[words.length - 1];
      const rank = ({ properties: told }) => (told.name.toUpperCase().startsWith(last) ? 0 : told.name.toUpperCase().includes(last) ? 1 : 2);
      const all = this.featuresOf().filter(fits);
      this.found = all.map((feature, place) => [rank(feature), place, feature]).sort((one, other) => one[0] - other[0] || one[1] - other[1]).slice(0, MOST).map((each) => each[2]);
      this.at = this.input.value.trim() && this.found.length ? 0 : -1;
      this.draw();
    }

    draw() {
      const items = this.found.map((feature, place) => {
        const item = parts.made('li');
        Object.assign(item, { id: `map-found-${place}`, role: 'option', ariaSelected: String(place === this.at) });
        item.dataset.at = place;
        item.append(parts.made('span', feature.properties.name), parts.made('small', feature.properties.full_name));
        return item;
      });
      if (!items.length) items.push(parts.made('li', '没有叫这个名称的网格', 'map-found-none'));
      this.list.replaceChildren(...items);
      this.list.hidden = false;
      this.input.setAttribute('aria-expanded', 'true');
      if (this.at >= 0) this.input.setAttribute('aria-activedescendant', `map-found-${this.at}`);
      else this.input.removeAttribute('aria-activedescendant');
      if (this.at >= 0) items[this.at].scrollIntoView({ block: 'nearest' });
    }

    key(event) {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && !this.list.hidden && this.found.length) {
        this.at = (this.at + step + this.found.length) % this.found.length;
        this.draw();
      } else if (step) this.suggest();
      else if (event.key === 'Enter' && this.at >= 0) this.take(this.at);
      else if (event.key === 'Escape' && !this.list.hidden) this.shut();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    take(place) {
      const feature = this.found[place];
      this.input.value = feature.properties.name;
      this.shut();
      this.choose(feature, this.input);
    }

    shut() {
      this.list.hidden = true;
      this.input.setAttribute('aria-expanded', 'false');
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  parts.Search = Search;
})((window.gridMapParts = window.gridMapParts || {}));
