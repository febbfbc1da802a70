"""What FAB reads from the body of a sign-in call is checked first: half a character (`"\\ud800"`) would be a fault there."""

from __future__ import annotations

import json

from flask import Flask, request

from portal.foundation.errors import BadParameter


def install(app: Flask) -> None:
    """Put the check before every sign-in over REST."""
    app.before_request(_check_sign_in)


def _check_sign_in() -> None:
    if not (request.path.startswith("/api/v1/security/") and request.is_json):
        return
    try:
        json.dumps(request.get_json(silent=True), ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise BadParameter("请求内容中有不完整的字符") from error
