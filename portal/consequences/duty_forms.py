"""The form of a key task that went wrong or well."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_appbuilder.forms import DynamicForm
from wtforms import SelectField, validators

from portal.consequences.models import DutyFailure
from portal.web.interface import PortalInterface
from portal.web.plain_fields import DayField, SelectWidget, TextArea, TextField
from portal.web.relation_fields import PickerField

OUTCOMES = {"n": "没有完成", "y": "完成"}


class _MemberField(PickerField):
    def search_url(self) -> str:
        """All members in sight."""
        return url_for("PickerView.search", table="member")


def duty_form(rules: Mapping[str, str]) -> DynamicForm:
    """Which task, whose, when, and what came of it."""

    class DutyForm(DynamicForm):
        key = SelectField("依据", choices=[*rules.items()], widget=SelectWidget(), validate_choice=False)
        member = _MemberField(label="网格员", interface=PortalInterface(DutyFailure), relation="member", required=True)
        task = TextField(
            label="任务", validators=[validators.InputRequired(message="请写明任务"), validators.Length(max=200, message="任务最长 200 个字")]
        )  # fmt: skip
        happened_on = DayField("日期", validators=[validators.InputRequired(message="请填写日期")])
        outcome = SelectField(
            "结果", choices=[*OUTCOMES.items()], widget=SelectWidget(), validate_choice=False,
            validators=[validators.AnyOf(OUTCOMES, message="请选择完成或没有完成")],
        )  # fmt: skip
        note = TextArea(label="说明", validators=[validators.Length(max=500, message="说明最长 500 个字")])

    return DutyForm()
