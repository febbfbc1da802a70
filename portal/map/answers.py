"""From a layer to an HTTP answer: an ETag of its version and of who asks, 304 when nothing changed, gzip."""

from __future__ import annotations

import gzip
import hashlib

from flask import Response, request

from portal.map.layers import Layer

_SMALL = 500  # bytes; below this gzip gains nothing


def answer(layer: Layer, asker: object) -> Response:
    """GeoJSON of the layer, or 304. `asker`: equal for persons who see the same."""
    tag = hashlib.sha256(f"{layer.version}{asker!r}".encode()).hexdigest()[:32]
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else _packed(layer.text().encode())
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Accept-Encoding", "Cookie"])
    return response


def _packed(body: bytes) -> Response:
    response = Response(body, mimetype="application/geo+json")
    if len(body) > _SMALL and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
        response.content_encoding = "gzip"
    return response
