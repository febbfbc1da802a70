// Draws every section[data-chart]: fetches its numbers, a picture above, the same numbers as a table below.
(function () {
  'use strict';
  const COLOURS = ['#17508f', '#e69f00', '#009e73', '#cc79a7', '#7b8794', '#56b4e9', '#d55e00'];
  const FONT = getComputedStyle(document.body).fontFamily;
  const INK = { color: '#1c2733', fontFamily: FONT, fontSize: 13 };
  const narrow = () => window.innerWidth < 700;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function cellOf(name, text, url) {
    const cell = element(name);
    if (!url) { cell.textContent = text; return cell; }
    const link = element('a', '', text);
    link.href = url;
    cell.append(link);
    return cell;
  }

  function tableOf(chart) {
    const table = element('table', 'chart-table');
    const head = element('tr');
    head.append(...[chart.label, ...chart.series.map((each) => each.name)].map((name) => { const cell = element('th', '', name); cell.scope = 'col'; return cell; }));
    const body = element('tbody');
    chart.rows.forEach(([label, url, texts]) => {
      const row = element('tr');
      row.append(cellOf('th', label, url), ...texts.map((text) => cellOf('td', text)));
      row.firstChild.scope = 'row';
      body.append(row);
    });
    table.append(element('thead'), body);
    table.firstChild.append(head);
    const details = element('details', 'chart-details');
    const frame = element('div', 'chart-frame');
    frame.append(table);
    details.append(element('summary', '', '看数字'), frame);
    return details;
  }

  const lying = (chart) => chart.kind === 'rows' || chart.kind === 'stack';

  function seriesOf(chart) {
    return chart.series.map((each, number) => ({
      name: each.name,
      type: each.line ? 'line' : 'bar',
      data: each.values,
      stack: chart.kind === 'stack' ? 'all' : undefined,
      yAxisIndex: each.percent ? 1 : 0,
      showSymbol: each.percent,
      lineStyle: each.line ? { width: 2.5, type: each.dashed ? 'dashed' : 'solid' } : undefined,
      barMaxWidth: 28,
      label: { show: !each.line && chart.kind !== 'stack', position: lying(chart) ? 'right' : 'top', formatter: (shown) => shown.value || '', ...INK },
      labelLayout: { hideOverlap: true },
      markArea: number === 0 && chart.bands.length ? bandsOf(chart) : undefined,
    }));
  }

  /* A band that is too short for its name goes without: it would lie over the axis. */
  function bandsOf(chart) {
    const room = (band) => Math.floor(((narrow() ? 270 : 480) * (chart.labels.indexOf(band.last) - chart.labels.indexOf(band.first) + 1)) / chart.labels.length);
    const shades = ['rgba(23,80,143,.07)', 'rgba(0,158,115,.07)'];
    return {
      silent: true,
      label: { ...INK, fontSize: 12, color: '#53606e', position: 'insideTop', overflow: 'truncate' },
      data: chart.bands.map((band, number) => [{ name: band.name, xAxis: band.first, label: { show: room(band) >= 40, width: room(band) }, itemStyle: { color: shades[number % 2] } }, { xAxis: band.last }]),
    };
  }

  function axesOf(chart) {
    const names = { type: 'category', data: chart.labels, axisLabel: { ...INK, hideOverlap: true }, inverse: lying(chart) };
    if (chart.labels.length <= 8) names.axisLabel = { ...INK, interval: 0, width: Math.floor((narrow() ? 270 : 420) / chart.labels.length), overflow: 'break', lineHeight: 17 };
    if (lying(chart)) names.axisLabel = { ...INK, width: narrow() ? 96 : 170, overflow: 'break', lineHeight: 17 };
    const numbers = { type: 'value', minInterval: 1, axisLabel: INK, name: chart.unit, splitLine: { lineStyle: { color: '#eceff3' } } };
    if (lying(chart)) return { xAxis: { ...numbers, name: '' }, yAxis: names };
    const share = { type: 'value', min: 0, max: 100, axisLabel: { ...INK, formatter: '{value}%' }, splitLine: { show: false } };
    return { xAxis: names, yAxis: chart.series.some((each) => each.percent) ? [numbers, share] : numbers };
  }

  function pieOf(chart) {
    const data = chart.labels.map((name, number) => ({ name, value: chart.series[0].values[number] })).filter((each) => each.value);
    return [{ type: 'pie', radius: ['36%', '60%'], center: ['50%', '42%'], data, label: { show: !narrow(), ...INK, formatter: `{b}\n{c} ${chart.unit}` } }];
  }

  function optionsOf(chart) {
    const pie = chart.kind === 'pie';
    return {
      color: COLOURS,
      textStyle: { fontFamily: FONT },
      aria: { enabled: true, decal: { show: chart.kind === 'stack' || pie }, label: { description: `${chart.title}。数字见图下的表格。` } },
      animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      tooltip: { trigger: pie ? 'item' : 'axis', confine: true, textStyle: INK },
      legend: { show: pie || chart.series.length > 1, bottom: 0, textStyle: INK, ...(pie ? { formatter: (name) => `${name} ${chart.series[0].values[chart.labels.indexOf(name)]} ${chart.unit}` } : {}) },
      grid: { left: 8, right: lying(chart) ? 40 : 16, top: 36, bottom: chart.series.length > 1 ? (narrow() ? 84 : 40) : 8, containLabel: true },
      ...(pie ? {} : axesOf(chart)),
      series: pie ? pieOf(chart) : seriesOf(chart),
    };
  }

  function draw(section, chart) {
    section.querySelector('.chart-title').textContent = chart.title;
    const wait = section.querySelector('.chart-wait');
    const note = chart.note ? [element('p', 'help', chart.note)] : [];
    if (chart.empty) {
      const next = chart.hint ? [element('p', 'help')] : [];
      if (chart.hint) { next[0].append(element('a', '', chart.hint)); next[0].firstChild.href = chart.hint_url; }
      wait.replaceWith(element('p', 'chart-none', '暂无数据'), ...next, ...note, ...(chart.labels.length ? [tableOf(chart)] : []));
      return;
    }
    const picture = element('div', 'chart-picture');
    picture.style.height = `${lying(chart) ? Math.max(180, chart.labels.length * (chart.kind === 'stack' ? 34 : 52) + 90) : 300}px`;
    const frame = element('div', 'chart-frame chart-scroll');
    frame.append(picture);
    wait.replaceWith(frame, ...note, tableOf(chart));
    const drawn = window.echarts.init(picture);
    drawn.setOption(optionsOf(chart));
    drawn.on('click', (event) => { const url = chart.urls[event.dataIndex]; if (url && chart.kind !== 'pie') window.location.assign(url); });
    new ResizeObserver(() => drawn.resize()).observe(picture);
  }

  function failed(section) {
    section.querySelector('.chart-wait').firstChild.textContent = '没有取到数据，请刷新页面再试，或看';
  }

  async function load(section) {
    try {
      const answer = await fetch(section.dataset.chart, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(answer.status);
      draw(section, await answer.json());
    } catch (error) { failed(section); }
  }

  // One after another: a phone and a small server get on better so.
  (async () => { for (const section of document.querySelectorAll('section[data-chart]')) await load(section); })();
})();
