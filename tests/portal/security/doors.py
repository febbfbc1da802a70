"""Every way into a screen or resource: (verb, method, address), found from the classes themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from portal.issues.deed_forms import DEEDS
from portal.issues.rules import EFFECTS

NOWHERE = "999999999"
BY_HAND = {
    "HouseholdView.move_to": "move",
    "HomeView.index": "can_use", "GridMapView.boundaries": "can_use", "GridMapView.households": "can_use",
    "GridMapView.issues": "can_use", "DashboardView.chart": "can_use", "RoundView.day_data": "can_use", "RoundView.entries": "can_use",
    "RoundView.worker": "can_use", "RoundView.whose": "can_use",
}  # fmt: skip
"""Routes that ask for their verb themselves, to answer in their own way."""
STEPS = sorted(EFFECTS)
"""Each effect of an issue's steps has a verb of its own, behind one route."""
_VALUES = {"table": "grid", "filename": "x.txt", "name": "x"}


@dataclass(frozen=True)
class Door:
    """One way in; `form` is what to send with a POST."""

    verb: str | None
    method: str
    path: str
    form: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.form or ''}"


def view_named(app: Flask, name: str) -> Any:
    """The registered view of this class name."""
    return next(view for view in app.extensions["appbuilder"].baseviews if type(view).__name__ == name)


def path_of(app: Flask, rule: Rule) -> str:
    """An address of a rule, with a row that does not exist."""
    values: dict[str, Any] = {name: _VALUES.get(name, NOWHERE) for name in rule.arguments}
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "IntegerConverter":
            values[name] = int(NOWHERE)
    built: str = app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(methods(rule))))
    return built


def methods(rule: Rule) -> list[str]:
    """The methods of a rule that do something."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def doors_of(app: Flask, view: Any) -> Iterator[Door]:
    """All doors of a view: its routes with the verb that each needs, and its actions. Without a verb: unguarded."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{view.endpoint}.")]
    for rule in rules:
        name = rule.endpoint.partition(".")[2]
        if name in {"action", "action_post", "static"}:
            continue
        function = inspect.getattr_static(type(view), name)
        own = getattr(function, "_permission_name", None)
        verb = (getattr(view, "method_permission_name", None) or {}).get(name) or own
        if rule.endpoint == "IssueView.step":
            yield from (Door(action, "GET", f"/issueview/step/{NOWHERE}/{action}") for action in STEPS)
            continue
        if rule.endpoint == "IssueView.deed":
            yield from (Door(deed.verb, "GET", f"/issueview/deed/{NOWHERE}/{key}") for key, deed in DEEDS.items())
            continue
        for method in methods(rule):
            yield Door(f"can_{verb}" if verb else BY_HAND.get(rule.endpoint), method, path_of(app, rule))
    for name, action in (getattr(view, "actions", None) or {}).items():
        if action.single:
            yield Door(name, "POST", f"{view.route_base}/action/{name}/{NOWHERE}")
        if action.multiple:
            yield Door(name, "POST", f"{view.route_base}/action_post", {"action": name, "rowid": NOWHERE})
