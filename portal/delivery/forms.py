"""The form above the tick-off list: which paper, where, by whom."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.forms import DynamicForm
from wtforms import SelectField, validators

from portal.delivery.rules import Paper
from portal.delivery.wishes import Wish
from portal.members.models import Assignment
from portal.web.interface import PortalInterface
from portal.web.plain_fields import DayField, SelectWidget
from portal.web.relation_fields import PickerField


class _MemberField(PickerField):
    def search_url(self) -> str:
        """All members in sight."""
        return url_for("PickerView.search", table="member")


def asking_form(asked: Wish) -> DynamicForm:
    """Filled with what is asked now; it is sent by GET."""

    class AskingForm(DynamicForm):
        kind = SelectField("发放什么", choices=Paper.options(), widget=SelectWidget(), validate_choice=False)
        grid = PickerField(
            label="网格", interface=PortalInterface(Assignment), relation="grid", description="不选为管辖范围内全部"
        )
        member = _MemberField(
            label="网格员",
            interface=PortalInterface(Assignment),
            relation="member",
            description="只列这名网格员的责任区",
        )
        since = DayField(
            "从哪天起算",
            name="from",
            validators=[validators.Optional()],
            description="这一天以前送到的不算；信默认从今年 1 月 1 日起算，卡不限",
        )

    form: Any = AskingForm(meta={"csrf": False})
    form.kind.data, form.grid.data, form.member.data, form.since.data = (
        asked.kind,
        asked.grid,
        asked.member,
        asked.since,
    )
    return form
