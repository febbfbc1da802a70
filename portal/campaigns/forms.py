"""The forms of campaigns: opening one, and pairing a visitor with an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_appbuilder.forms import DynamicForm
from wtforms import SelectField, validators

from portal.campaigns.models import VisitorArea
from portal.campaigns.sampling import MOST, SPOT, SPOT_NAME
from portal.foundation.days import EARLIEST
from portal.web.interface import PortalInterface
from portal.web.plain_fields import DayField, SelectWidget, TextField, WholeField
from portal.web.relation_fields import PickerField
from seeds.sections.campaigns import Campaign as Section


class _MemberField(PickerField):
    def search_url(self) -> str:
        """All members in sight."""
        return url_for("PickerView.search", table="member")


def opening_form(sections: tuple[Section, ...], running: Mapping[str, Sequence[str]]) -> DynamicForm:
    """Which campaign of the profile, where and when; days left open are those of the profile. `running`: key -> areas where it runs."""
    names = [(each.key, _offer(each, running.get(each.key, ()))) for each in sections]
    note = "正在进行的活动，在同一范围和它的上下级网格里不能再次开展；需要时请先结束它" if running else ""

    class OpeningForm(DynamicForm):
        key = SelectField("走访活动", choices=names, widget=SelectWidget(), validate_choice=False, description=note)
        grid = PickerField(
            label="开展范围", interface=PortalInterface(VisitorArea), relation="grid", required=True, description="这个网格和它下面的全部网格",
        )  # fmt: skip
        starts_on = DayField(
            "开始日期", earliest=EARLIEST, validators=[validators.Optional()], description="不填用方案日期"
        )
        ends_on = DayField(
            "结束日期", earliest=EARLIEST, validators=[validators.Optional()], description="不填则和方案一样长"
        )

    return OpeningForm()


def _offer(section: Section, places: Sequence[str]) -> str:
    """A campaign in the list; where it runs already is said first, a phone shows only the beginning."""
    more = f"等 {len(places)} 处" if len(places) > 1 else ""
    runs = f"正在{places[0].rpartition('/')[2]}{more}进行；" if places else ""
    return f"{section.name}（{runs}方案日期 {section.starts_on} 至 {section.ends_on}）"


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


def draw_form(samples: list[tuple[str, str]]) -> DynamicForm:
    """What to draw, where and from which days; a seed may be given to draw again."""

    class DrawForm(DynamicForm):
        key = SelectField("抽取", choices=[*samples, (SPOT, SPOT_NAME)], widget=SelectWidget(), validate_choice=False)
        grid = _scope_field()
        period_from = _day("期间起")
        period_to = _day("期间止")
        number = WholeField(
            label="件数", validators=[validators.Optional(), validators.NumberRange(1, MOST, message=f"件数应为 1 到 {MOST}")],
            description="只用于随机抽查；方案写明的抽取按方案的件数或比例",
        )  # fmt: skip
        seed = TextField(
            label="随机种子", validators=[validators.Length(max=32, message="随机种子最长 32 个字")], description="一般不填；填入同一种子可以重现抽取结果",
        )  # fmt: skip

    return DrawForm()


def hints_form(asked: Any) -> DynamicForm:
    """Which area and days to look at."""

    class HintsForm(DynamicForm):
        grid = _scope_field()
        period_from = _day("期间起")
        period_to = _day("期间止")

    return HintsForm(asked, meta={"csrf": False})


def _scope_field() -> PickerField:
    return PickerField(label="范围", interface=PortalInterface(VisitorArea), relation="grid", required=True)


def _day(label: str) -> DayField:
    return DayField(label, earliest=EARLIEST, validators=[validators.InputRequired(message=f"请填写{label}")])
