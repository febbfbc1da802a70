"""The form field for care categories: who may not see the sensitive ones neither sees, sets nor loses them."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.web.relation_fields import RowsField


class CareField(RowsField):
    """Categories to choose from; `g.sees_sensitive` says whether the sensitive ones are among them."""

    def _get_object_list(self) -> Any:
        return [(pk, each) for pk, each in super()._get_object_list() if g.get("sees_sensitive") or not each.sensitive]

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set the chosen categories; hidden ones stay as they are."""
        hidden = [] if g.get("sees_sensitive") else [each for each in getattr(obj, name) if each.sensitive]
        setattr(obj, name, [*(self.data or []), *hidden])
