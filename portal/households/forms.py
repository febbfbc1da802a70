"""Form fields of households, and of care categories: who may not see the sensitive ones neither sees, sets nor loses them."""

from __future__ import annotations

from typing import Any

from flask import g
from wtforms import Field, validators

from portal.households.rules import CareSubject
from portal.web.plain_fields import TextField, WholeField
from portal.web.relation_fields import RowsField

WALK = "走访和印信按此次序，从 1 起；不填则排在最后"


def household_fields() -> dict[str, Field]:
    """An address is asked for although the table may lack one; the place in the walk is not preset with the table's 0."""
    needed = [validators.InputRequired(message="请填写地址"), validators.Length(max=200, message="最长 200 个字")]
    return {
        "address": TextField(label="地址", column="address", validators=needed),
        "walking_order": WholeField(label="走访次序", description=WALK, validators=[validators.Optional()]),
    }


class CareField(RowsField):
    """Categories to choose from, those for people or those for homes; `g.sees_sensitive` says whether the sensitive ones are
    among them. What the record has already stays to choose."""

    def __init__(self, interface: Any, subject: CareSubject, searching: bool = False, **kwargs: Any) -> None:
        self.subject = subject
        self.held: set[int] = set()
        super().__init__(interface, "care", searching=searching, label="关爱类别", **kwargs)

    def process_data(self, value: Any) -> None:
        """Remember what the record has."""
        self.held = {each.id for each in value or ()}
        super().process_data(value)

    def _get_object_list(self) -> Any:
        open_ = self.searching or g.get("sees_sensitive")
        return [
            (pk, each) for pk, each in super()._get_object_list()
            if (open_ or not each.sensitive) and (each.applies_to == self.subject or each.id in self.held)
        ]  # fmt: skip

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set the chosen categories; hidden ones stay as they are."""
        hidden = [] if g.get("sees_sensitive") else [each for each in getattr(obj, name) if each.sensitive]
        setattr(obj, name, [*(self.data or []), *hidden])
