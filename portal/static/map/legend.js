// Colours of grids and what they mean. No data is a colour of its own, never the colour of zero.
(function (parts) {
  'use strict';

  // The entries of a scheme at a level: its own, or those that came with the boundaries.
  function entriesOf(scheme, classes, level) {
    if (scheme.entries.length) return scheme.entries;
    return (classes[level] || {})[scheme.key] || [];
  }

  function colourOf(scheme, entries, value) {
    if (value === null || value === undefined) return scheme.no_data_colour;
    const found = entries.find((entry) => (entry.value === null ? value <= entry.up_to : value === entry.value));
    return (found || entries[entries.length - 1] || { colour: scheme.no_data_colour }).colour;
  }

  function row(label, className, colour) {
    const item = document.createElement('li');
    const swatch = document.createElement('span');
    swatch.className = className;
    if (colour) swatch.style.setProperty('background-color', colour, 'important'); // Bootstrap prints without colours
    item.append(swatch, label);
    return item;
  }

  function list(title, rows) {
    const heading = document.createElement('strong');
    heading.textContent = title;
    const items = document.createElement('ul');
    items.append(...rows);
    return [heading, items];
  }

  // `points`: [{title, rows: [[label, class of the dot]]}] of the points that are shown.
  function drawLegend(root, scheme, entries, points) {
    const rows = entries.map((entry) => row(entry.label, 'swatch', entry.colour));
    if (!entries.some((entry) => entry.value !== null)) rows.push(row(scheme.no_data_label, 'swatch swatch-none', scheme.no_data_colour));
    root.replaceChildren(...list(scheme.label, rows));
    points.forEach((group) => root.append(...list(group.title, group.rows.map(([label, dot]) => row(label, `map-dot ${dot}`)))));
    root.hidden = false;
  }

  Object.assign(parts, { entriesOf, colourOf, drawLegend });
})((window.gridMapParts = window.gridMapParts || {}));
