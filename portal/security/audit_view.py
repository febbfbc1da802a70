"""The audit trail, to read and to search."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import SelectField

from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.choices import Choice
from portal.security import wording
from portal.web.filters import Equal
from portal.web.interface import PortalInterface
from portal.web.plain_fields import SelectWidget
from portal.web.views import PortalView


class AuditView(PortalView):
    """Who did what to which row, when, and from where. Nobody can change it: the database refuses."""

    datamodel: Any = PortalInterface(AuditEntry)
    list_title, show_title = "审计记录", "审计记录"
    list_hint = "还没有记录。"
    list_columns: ClassVar = ["at", "actor", "deed", "subject", "label", "address"]
    show_columns: ClassVar = ["at", "actor", "address", "deed", "subject", "subject_id", "label", "changes"]
    search_columns: ClassVar = ["at", "actor", "deed", "subject", "label", "address"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"deed": Deed}
    own_filters: ClassVar[dict[str, list[Any]]] = {"subject": [Equal]}
    search_form_extra_fields: ClassVar = {
        "subject": SelectField("对象类别", choices=wording.subjects, widget=SelectWidget(), validate_choice=False)
    }
    label_columns: ClassVar = {
        "at": "时间", "actor": "人员", "address": "网络地址", "deed": "行为", "subject": "对象类别", "subject_id": "系统内部编号",
        "label": "对象", "changes": "内容",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """Tables and changes in words."""
        return {
            "subject": {item.id: wording.subject_label(item.subject) for item in items},
            "changes": {item.id: changes_in_words(item.subject, item.changes) for item in items},
        }


def changes_in_words(table: str, changes: str | None) -> Markup:
    """The recorded changes, one a line: `电话:空 → 139*****001`."""
    lines = []
    for column, change in json.loads(changes or "{}").items():
        label = wording.column_label(table, column)
        if isinstance(change, list):
            old, new = (wording.value_label(table, column, value) for value in change)
            lines.append(Markup("{}：{} → {}").format(label, old, new))
        else:
            lines.append(Markup("{}：{}").format(label, change))
    return Markup("<br>").join(lines)
