"""Static files carry their version in the address, so that browsers keep them and ask again only when they changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

ENDPOINTS = ("static", "appbuilder.static")
_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Put versions on addresses, and long lives on answers that were asked for by version."""

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        folder = _folder(app, endpoint) if endpoint in ENDPOINTS else None
        if folder and "filename" in values and "v" not in values:
            version = _version(folder, values["filename"])
            if version:
                values["v"] = version

    app.url_defaults(add_version)
    app.after_request(_keep)


def _folder(app: Flask, endpoint: str) -> str | None:
    return app.static_folder if endpoint == "static" else app.blueprints["appbuilder"].static_folder


@lru_cache(maxsize=1024)
def _version(folder: str, name: str) -> str | None:
    """The file's time of change; None when there is no such file. Read once a process: files change with a start."""
    path = Path(folder, name)
    return f"{path.stat().st_mtime_ns // 1_000_000:x}" if path.is_file() else None


def _keep(response: Response) -> Response:
    if request.endpoint in ENDPOINTS and request.args.get("v") and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response
