// The card of a grid: who looks after it, its figures, where to go from here. A popup on a desk, a sheet from below on a phone.
(function (L, parts) {
  'use strict';
  const LINKS = [
    ['grid', '查看网格', 'fa-sitemap'],
    ['grid_households', '住户', 'fa-home'],
    ['grid_issues', '诉求', 'fa-comments'],
    ['grid_letters', '印致群众一封信', 'fa-print'],
  ];
  const number = (value) => value.toLocaleString('zh-CN');

  function made(tag, text, className) {
    return Object.assign(document.createElement(tag), { textContent: text || '', className: className || '' });
  }

  function anchor(text, template, id, className) {
    return Object.assign(made('a', text, className), { href: template.replace('{id}', id) });
  }

  function row(term, ...values) {
    const line = made('div', '', 'map-card-row');
    const value = made('dd');
    value.append(...values);
    line.append(made('dt', term), value);
    return line;
  }

  function person(told) {
    const line = made('div', `${told.name}（${told.duty}） `);
    if (told.phone) line.append(Object.assign(made('a', told.phone), { href: `tel:${told.phone}` }));
    return line;
  }

  function issues(told) {
    if (!told.open_issues) return ['没有未办结的'];
    const found = [`未办结 ${number(told.open_issues)} 件`];
    if (told.overdue_issues) found.push('，其中 ', made('b', `超期 ${number(told.overdue_issues)} 件`, 'map-late'));
    return found;
  }

  function body(told, options, close) {
    const root = made('article', '', 'map-card');
    root.tabIndex = -1;
    root.setAttribute('aria-label', told.full_name);
    const head = made('header');
    const shut = made('button', '×', 'map-card-close');
    Object.assign(shut, { type: 'button', ariaLabel: '关闭' });
    shut.addEventListener('click', close);
    head.append(made('h2', told.name), made('span', told.level_name, 'tag'), ...(told.usual ? [] : [made('span', told.kind_name, `tag tag-${told.kind}`)]), shut);
    const facts = made('dl');
    if (told.people_in_charge) facts.append(row('负责人', ...(told.people_in_charge.length ? told.people_in_charge.map(person) : [made('span', '未安排', 'nothing')])));
    facts.append(
      row('住户', `${number(told.households)} 户，${number(told.people)} 人`),
      row('今年见面或电话联系', told.visit_text),
      ...(told.progress_text ? [row('走访进度', told.progress_text)] : []),
      row('诉求', ...issues(told)),
      row('面积', `${told.area_km2.toLocaleString('zh-CN', { maximumFractionDigits: told.area_km2 < 1 ? 3 : 2 })} 平方公里`),
    );
    root.append(head, made('p', `${told.full_name} · 编码 ${told.code}`, 'map-card-path'), facts, links(told, options));
    return root;
  }

  function links(told, options) {
    const nav = made('nav', '', 'map-card-links');
    nav.setAttribute('aria-label', '相关页面');
    LINKS.filter(([name]) => options.links[name]).forEach(([name, label, icon]) => {
      const link = anchor(label, options.links[name], told.id, 'btn btn-default');
      link.prepend(made('i', '', `fa ${icon}`), ' ');
      nav.append(link);
    });
    return nav;
  }

  class Card {
    constructor(map, options, sheet, onClose) {
      Object.assign(this, { map, options, sheet, onClose });
      this.popup = L.popup({ className: 'map-popup', closeButton: false, minWidth: 300, maxWidth: 340, autoPanPadding: [16, 16] });
      map.on('popupclose', (event) => { if (event.popup === this.popup && !this.moving) this.closed(); });
      document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && this.told) this.close(); });
    }

    // `back`: the element that gets the focus back.
    open(told, at, back) {
      this.moving = true;
      this.map.closePopup();
      this.sheet.hidden = true;
      this.moving = false;
      Object.assign(this, { told, back });
      const content = body(told, this.options, () => this.close());
      if (window.matchMedia('(max-width: 700px)').matches) {
        this.sheet.replaceChildren(content);
        this.sheet.hidden = false;
        this.uncover(at);
      } else {
        this.popup.setLatLng(at).setContent(content).openOn(this.map);
      }
      if (back) content.focus({ preventScroll: true });
    }

    get height() { return this.sheet.offsetHeight; }

    // The place asked about stays in sight above the sheet.
    uncover(at) {
      const free = this.map.getSize().y - this.height;
      const { y } = this.map.latLngToContainerPoint(at);
      if (y > free - 40) this.map.panBy([0, y - free / 2], { animate: false });
    }

    close() {
      this.sheet.hidden = true;
      this.map.closePopup(this.popup);
      this.closed();
    }

    closed() {
      if (!this.told) return;
      const { back } = this;
      Object.assign(this, { told: null, back: null });
      if (back) back.focus();
      this.onClose();
    }
  }

  Object.assign(parts, { Card, made, anchor });
})(window.L, (window.gridMapParts = window.gridMapParts || {}));
