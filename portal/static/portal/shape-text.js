// Text to shapes and back: GeoJSON (also a Feature or a collection of them) and WKT polygons and points.
(function () {
  'use strict';

  function geometryOf(value) {
    if (!value) return null;
    if (value.type === 'Feature') return geometryOf(value.geometry);
    if (value.type === 'FeatureCollection') return together(value.features.map(geometryOf));
    if (value.type === 'GeometryCollection') return together(value.geometries);
    return value;
  }

  function together(geometries) {
    const polygons = [];
    geometries.forEach((each) => {
      if (each && each.type === 'Polygon') polygons.push(each.coordinates);
      if (each && each.type === 'MultiPolygon') polygons.push(...each.coordinates);
    });
    if (!polygons.length) return geometries[0] || null;
    return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons };
  }

  // "MULTIPOLYGON (((1 2, 3 4, …)))" becomes nested arrays by way of JSON.
  function fromWkt(text) {
    const found = text.replace(/^SRID=\d+;/i, '').trim().match(/^(MULTIPOLYGON|POLYGON|POINT)\s*Z?\s*(\(.*\))$/is);
    if (!found) return null;
    const names = { MULTIPOLYGON: 'MultiPolygon', POLYGON: 'Polygon', POINT: 'Point' };
    const pairs = found[2].replace(/(-?[\d.eE+-]+)\s+(-?[\d.eE+-]+)(?:\s+-?[\d.eE+-]+)*/g, '[$1,$2]');
    const coordinates = JSON.parse(pairs.replace(/\(/g, '[').replace(/\)/g, ']'));
    const name = names[found[1].toUpperCase()];
    return { type: name, coordinates: name === 'Point' ? coordinates[0] : coordinates };
  }

  // A geometry, null for empty text, undefined for text that cannot be read (the server says why when it is saved).
  function read(text) {
    const trimmed = text.trim();
    if (!trimmed) return null;
    try {
      return (trimmed.startsWith('{') ? geometryOf(JSON.parse(trimmed)) : fromWkt(trimmed)) || undefined;
    } catch (error) {
      return undefined;
    }
  }

  // Seven decimals are about a centimetre.
  function rounded(value) {
    return Array.isArray(value) ? value.map(rounded) : Math.round(value * 1e7) / 1e7;
  }

  function write(geometry) {
    return geometry ? JSON.stringify({ type: geometry.type, coordinates: rounded(geometry.coordinates) }) : '';
  }

  window.shapeText = { read, write, together };
})();
