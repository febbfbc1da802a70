"""The files of the page that opens without signal, and the version that their contents make together."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Flask, current_app, render_template, url_for

SHEETS = ("portal/tokens.css", "portal/frame.css", "portal/content.css", "portal/forms.css", "portal/phone.css",
          "rounds/rounds.css", "rounds/phone/phone.css")  # fmt: skip
START = "rounds/phone/app.js"
ICON = "portal/favicon.svg"
WORKER = "rounds/worker.js"
_BOOTSTRAP = "css/bootstrap.min.css"


def shell_page() -> str:
    """The page itself. It is the same for everybody: nothing of a person, a home or a session is in it."""
    return render_template(
        "rounds/phone.html", sheets=[url_for("appbuilder.static", filename=_BOOTSTRAP), *map(_address, SHEETS)],
        start=_address(START), icon=_address(ICON), shell=url_for("RoundView.phone"),
    )  # fmt: skip


def worker_script() -> str:
    """The service worker with its list of files; a new version, for the browser, as soon as any of them changes."""
    page = shell_page()
    files = [url_for("appbuilder.static", filename=_BOOTSTRAP), *map(_address, (*SHEETS, START, ICON)), *_modules()]
    facts = {"SHELL": url_for("RoundView.phone"), "VERSION": _digest(current_app, page), "FILES": files}
    said = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in facts.items())
    return said + (_static(current_app) / WORKER).read_text("utf-8")


def _modules() -> list[str]:
    """What the first module imports, by the plain addresses that imports have."""
    folder = _address(START).partition("?")[0].removesuffix("app.js")
    names = sorted(path.name for path in (_static(current_app) / "rounds/phone").glob("*.js"))
    return [folder + name for name in names if name != "app.js"]


def _digest(app: Flask, page: str) -> str:
    found = hashlib.sha256(page.encode())
    folder = _static(app)
    for path in sorted([*(folder / name for name in (*SHEETS, ICON, WORKER)), *(folder / "rounds/phone").glob("*.js")]):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _address(name: str) -> str:
    return url_for("static", filename=name)


def _static(app: Flask) -> Path:
    return Path(str(app.static_folder))
