"""Reading the map's answers in tests."""

import datetime as dt
import json
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

TODAY = dt.date(2026, 4, 1)
"""A day in the year of the world's visits, after its issues were due."""


def read(client: FlaskClient, layer: str, query: str = "") -> Any:
    """The GeoJSON of a layer."""
    answer = client.get(f"/map/{layer}{query}")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


def named_in(collection: Any) -> set[str]:
    """Names of all features."""
    return {feature["properties"]["name"] for feature in collection["features"]}


def without(session: Session, role: str, verb: str, screen: str) -> None:
    """Take a verb on a screen from a role, until the test ends."""
    stored = current_app.appbuilder.sm.find_role(role)  # type: ignore[attr-defined]
    stored.permissions = [
        each for each in stored.permissions if (each.permission.name, each.view_menu.name) != (verb, screen)
    ]
    session.commit()
