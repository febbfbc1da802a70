"""Forged requests: a session cookie needs the token of its page; a call that carries its own bearer token cannot be forged."""

from __future__ import annotations

from flask import request
from flask_wtf import CSRFProtect


class PortalCsrf(CSRFProtect):
    """Browsers send cookies by themselves, but never an `Authorization` header: such REST calls need no CSRF token."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check the CSRF token unless the call proves itself."""
        if request.path.startswith("/api/") and request.authorization and request.authorization.type == "bearer":
            return
        super().protect(apply_exemptions=apply_exemptions)
