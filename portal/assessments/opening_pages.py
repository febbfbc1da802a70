"""The part of the screen of assessments that opens those of a whole area, after a look at what the data say."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import ModelView
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from wtforms import SelectField, validators

from portal.assessments import field
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import PERIODS, days_of
from portal.assessments.sections import section_now
from portal.foundation.audit import actor_now
from portal.foundation.clock import today
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.once import Repeated
from portal.web.interface import PortalInterface
from portal.web.once import lead_to, take_once
from portal.web.plain_fields import SelectWidget, TextField
from portal.web.relation_fields import PickerField
from portal.web.writing import show_refusal

SHOWN = 300
"""Rows of the preview."""


class OpeningPages(ModelView):
    """Whom a scheme is for, what the data say of them today, and opening it for all at once."""

    @expose("/opening", methods=["GET", "POST"])
    @has_access
    @permission_name("open")
    def opening(self) -> Any:
        """Look first, then open; who has one already gets no second."""
        form: Any = opening_form(_schemes())
        found, asked = None, request.form.get("do")
        if request.method == "POST":
            filled = form.validate()
            try:
                scheme, period = _scheme(form.scheme.data), (form.period.data or "").strip()
                if period:  # what is wrong with it is said together with what is missing
                    field.days_asked(db.session(), scheme, period)
                if filled and asked in _DEEDS:
                    return _done(asked, scheme, period, form.grid.data)
                found = field.preview(db.session(), scheme, period, form.grid.data) if filled else None
            except Repeated:
                raise
            except Refusal as refusal:
                db.session.rollback()
                show_refusal(form, refusal)
        usual = {str(each.id): _usual(each) for each in _schemes()}
        page = self.render_template(
            "assessments/opening.html", title="开展考核", form=form, found=found, shown_rows=SHOWN, usual=usual,
            running=_running(form.period.data) if found else "",
            indicators=[each.name for each in _scheme(form.scheme.data).indicators] if found else [],
        )  # fmt: skip
        return page, 422 if form.errors else 200


def opening_form(schemes: list[AssessmentScheme]) -> DynamicForm:
    """Which scheme, which period, where."""
    names = [(str(each.id), _named(each)) for each in schemes]

    class OpeningForm(DynamicForm):
        scheme = SelectField("考核方案", choices=names, widget=SelectWidget(), validate_choice=False)
        period = TextField(
            label="考核期", validators=[validators.InputRequired(message="请填写考核期")], default=_usual(schemes[0]) if schemes else str(today().year),
            description="年度如 2025，半年如 2025H1，季度如 2025Q3，月份如 2025-07",
        )  # fmt: skip
        grid = PickerField(
            label="范围", interface=PortalInterface(Assessment), relation="grid", required=True, description="这个网格和它下面的全部网格",
        )  # fmt: skip

    return OpeningForm()


def _schemes() -> list[AssessmentScheme]:
    found = db.session.scalars(select(AssessmentScheme).order_by(AssessmentScheme.id))
    return [each for each in found if not each.retired]


def _scheme(text: str) -> AssessmentScheme:
    found = next((each for each in _schemes() if str(each.id) == text), None)
    if found is None:
        raise Refusal("请选择考核方案", "scheme")
    return found


def _named(scheme: AssessmentScheme) -> str:
    section = section_now(db.session(), scheme)
    return f"{scheme.name}（{PERIODS[section.period][0]}）" if section else scheme.name


def _usual(scheme: AssessmentScheme) -> str:
    """The running period of the kind by which a scheme assesses."""
    section = section_now(db.session(), scheme)
    year, month = today().year, today().month
    usual = {
        "half_year": f"{year}H{(month + 5) // 6}",
        "quarter": f"{year}Q{(month + 2) // 3}",
        "month": f"{year}-{month:02}",
    }
    return usual.get(section.period if section else "year", str(year))


def _running(period: str) -> str:
    """That the period is not over yet, with its last day; nothing when it is."""
    days = days_of((period or "").strip())
    if days is None or days[1] < today():
        return ""
    return f"考核期到 {days[1]} 才结束：现在只能按已有的数据计分，结束后请再“按数据计分”一次，再反馈本人。"


def _done(deed: str, scheme: AssessmentScheme, period: str, grid: Any) -> Any:
    """Open or count all, once, and show them."""
    session, address = db.session(), url_for("AssessmentView.list", _flt_0_period=period)
    step, done, nothing = _DEEDS[deed]
    with committed(session):
        mark = take_once(as_filled=True)
        count = step(session, scheme, period, grid, actor_now()[1])
        lead_to(mark, address)
    flash(done.format(count) if count else nothing, "success" if count else "warning")
    return redirect(address)


_DEEDS = {
    "open": (field.open_all, "已开始考核 {} 份；请“按数据计分”，再由评分人评分", "这个范围内都已经开始考核"),
    "propose": (
        field.propose_all,
        "已按数据计分 {} 份；没有数据的项目不计分，也不算零分",
        "这个范围内没有可以计分的草稿",
    ),
}
"""What may be done for a whole area: button -> service, what is said when it did something, and when it did not."""
