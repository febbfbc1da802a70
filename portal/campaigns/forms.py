"""The forms of campaigns: opening one, and pairing a visitor with an area."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.forms import DynamicForm
from wtforms import SelectField, validators

from portal.campaigns.models import VisitorArea
from portal.web.interface import PortalInterface
from portal.web.plain_fields import DayField, SelectWidget
from portal.web.relation_fields import PickerField
from seeds.sections.campaigns import Campaign as Section


class _MemberField(PickerField):
    def search_url(self) -> str:
        """All members in sight."""
        return url_for("PickerView.search", table="member")


def opening_form(sections: tuple[Section, ...]) -> DynamicForm:
    """Which campaign of the profile, where and when; days left open are those of the profile."""
    names = [(each.key, f"{each.name}（方案日期 {each.starts_on} 至 {each.ends_on}）") for each in sections]

    class OpeningForm(DynamicForm):
        key = SelectField("走访活动", choices=names, widget=SelectWidget(), validate_choice=False)
        grid = PickerField(
            label="开展范围", interface=PortalInterface(VisitorArea), relation="grid", required=True, description="这个网格和它下面的全部网格",
        )  # fmt: skip
        starts_on = DayField("开始日期", validators=[validators.Optional()], description="不填用方案日期")
        ends_on = DayField("结束日期", validators=[validators.Optional()], description="不填则和方案一样长")

    return OpeningForm()


def pair_form(section: Section) -> DynamicForm:
    """Who visits which area, for which object."""
    objects = [("", "全部走访对象"), *((each.key, each.name) for each in section.objects)]

    class PairForm(DynamicForm):
        grid = PickerField(
            label="片区", interface=PortalInterface(VisitorArea), relation="grid", required=True, description="选村（社区）就是一次安排全村",
        )  # fmt: skip
        member = _MemberField(label="走访人", interface=PortalInterface(VisitorArea), relation="member", required=True)
        object = SelectField("走访对象", choices=objects, widget=SelectWidget(), validate_choice=False, default="")

    form: Any = PairForm()
    return form
