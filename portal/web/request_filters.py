"""The search of a request. FAB keeps it on the view or resource, where threads would share it."""

from __future__ import annotations

from typing import Any

from flask import g


class RequestFilters:
    """Keeps FAB's `_filters` with the request; first among the bases of every screen and REST resource."""

    @property
    def _filters(self: Any) -> Any:
        """The filters of this request."""
        store: dict[str, Any] = g.setdefault("portal_filters", {}) if g else {}
        name = type(self).__name__
        if name not in store:
            store[name] = self.datamodel.get_filters(self.search_columns)
        return store[name]

    @_filters.setter
    def _filters(self: Any, value: Any) -> None:
        """FAB sets a shared one at start; it is not kept."""
