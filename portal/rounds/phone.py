"""The page of the round that works without signal: its shell, its service worker, and whose session it is."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from portal.rounds.shell import shell_page, worker_script


class PhonePages:
    """The part of the rounds that a browser keeps for places without signal."""

    _admit: Any

    @expose("/phone")
    @has_access
    @permission_name("use")
    def phone(self) -> Any:
        """The shell; what it shows comes from the store of the browser."""
        return shell_page()

    @expose("/worker.js")
    def worker(self) -> Response:
        """The service worker. It lies here so that its scope is the rounds; browsers ask anew whether it changed."""
        self._admit()
        return Response(worker_script(), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    @expose("/whose.json")
    def whose(self) -> Response:
        """Whose session it is, asked before anything is sent: one person's entries never go out under another's name."""
        self._admit()
        return jsonify({"user": current_user.id, "csrf_token": generate_csrf()})
