"""The screen of random draws: drawing, verifying one by one, and patterns that a person should look at."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.campaigns import forms, hints, sampling
from portal.campaigns.asked import section_of
from portal.campaigns.hinting import find_hints
from portal.campaigns.models import Campaign, Sample, SampleItem
from portal.campaigns.rules import SampleResult
from portal.campaigns.sampled import lines
from portal.campaigns.shown import campaign_shown
from portal.foundation.audit import actor_now
from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.once import Repeated
from portal.grids.filters import Within
from portal.visits.rules import VisitWay
from portal.web.interface import PortalInterface
from portal.web.once import lead_to, take_once
from portal.web.parameters import identity
from portal.web.text import cleaned
from portal.web.views import PortalView, show_refusal


class Subject(Choice):
    """What is drawn."""

    VISITS = "visits", "走访记录"
    VISITORS = "visitors", "走访人"
    ISSUES = "issues", "诉求"


class SampleView(PortalView):
    """Draws are made once and never changed; what verifying found is written beside each row."""

    datamodel: Any = PortalInterface(Sample)
    base_permissions: Any = ("can_list", "can_show", "can_draw", "can_check")
    list_title, show_title = "走访抽查", "走访抽查"
    list_hint = "还没有抽查。点“随机抽取”，从走访记录、走访人或诉求中抽取，电话核实。"
    list_columns: ClassVar = ["name", "subject", "grid", "period_from", "period_to", "drawn_at", "drawn_by"]
    show_columns: ClassVar = [*list_columns, "campaign", "population", "seed"]
    search_columns: ClassVar = ["campaign", "subject", "grid", "drawn_at"]
    base_order = ("id", "desc")
    list_template, show_template = "campaigns/samples.html", "campaigns/sample.html"
    choices: ClassVar[dict[str, type[Choice]]] = {"subject": Subject}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "name": "名称", "subject": "抽取对象", "grid": "范围", "period_from": "期间起", "period_to": "期间止", "drawn_at": "抽取时间",
        "drawn_by": "抽取人", "campaign": "走访活动", "population": "从多少条中抽取", "seed": "随机种子",
    }  # fmt: skip

    def _get_show_widget(self, pk: Any, item: Sample, **arguments: Any) -> Any:
        """Adds what was drawn."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        return {
            **widgets, "sample": item, "lines": lines(db.session(), item), "results": SampleResult.options(), "ways": VisitWay,
            "label": SampleResult.label_of, "may_check": self.appbuilder.sm.has_access("can_check", "SampleView"),
        }  # fmt: skip

    @expose("/draw", methods=["GET", "POST"])
    @has_access
    @permission_name("draw")
    def draw(self) -> Any:
        """Ask what to draw from which days, and draw."""
        campaign = _campaign(request.args.get("campaign", ""))
        offered = [*(section_of(db.session(), campaign).samples if campaign else ())]
        form: Any = forms.draw_form([(each.key, each.name) for each in offered])
        if request.method == "GET":
            form.period_to.data = today()
            form.period_from.data = today() - dt.timedelta(days=6)
        elif form.validate():
            made = _drawn(form, campaign)
            if made is not None:
                return redirect(made)
        page = self.render_template("campaigns/draw.html", title="随机抽取", form=form, campaign=campaign)
        return page, 422 if form.errors else 200

    @expose("/check/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("check")
    def check_one(self, pk: str) -> Any:
        """Write down what verifying one drawn row found."""
        session = db.session()
        item = session.get(SampleItem, identity(pk)) or abort(404)
        sample_id, position = item.sample_id, item.position
        try:
            note = cleaned("note", request.form.get("note", "")[:500])
            sampling.check_item(session, item, request.form.get("result", ""), note, actor_now()[1])
            session.commit()
            flash(f"第 {position} 件的核实结果已保存", "success")
        except Refusal as refusal:
            session.rollback()
            flash(f"第 {position} 件：{refusal.message}", "danger")
        return redirect(f"{url_for('SampleView.show', pk=sample_id)}#item-{position}")

    @expose("/again/<string:pk>")
    @has_access
    @permission_name("show")
    def again(self, pk: str) -> Any:
        """Draw with the seed once more, from the rows that were there then, and say whether the list comes out the same."""
        sample = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        missing = sampling.not_drawn_again(db.session(), sample)
        if missing:
            flash(
                f"按种子重抽，名单第 {'、'.join(map(str, missing))} 件不再抽中：抽取之后有记录改过日期、移出范围或被删除",
                "warning",
            )
        else:
            flash(f"按种子“{sample.seed}”重抽，与名单一致", "success")
        return redirect(url_for("SampleView.show", pk=sample.id))

    @expose("/hints")
    @has_access
    @permission_name("draw")
    def hints(self) -> Any:
        """Patterns of some days in an area, for a person to verify."""
        form: Any = forms.hints_form(request.args)
        found = []
        if "grid" in request.args and form.validate():
            found = find_hints(db.session(), form.grid.data, form.period_from.data, form.period_to.data)
        page = self.render_template(
            "campaigns/hints.html",
            title="走访记录核实提示",
            form=form,
            found=found,
            rules=hints.RULES,
            asked="grid" in request.args,
        )
        return page, 422 if form.errors else 200


def _campaign(text: str) -> Campaign | None:
    """The campaign of the address, else the one that runs; None without one."""
    session = db.session()
    if text:
        found: Campaign = session.get(Campaign, identity(text)) or abort(404)
        return found
    return campaign_shown(session, running=True)


def _drawn(form: Any, campaign: Campaign | None) -> str | None:
    session = db.session()
    try:
        mark = take_once()
        wanted = sampling.wanted_of(session, campaign, form.key.data or "", form.number.data)
        period = (form.period_from.data, form.period_to.data)
        sample = sampling.draw_sample(
            session, campaign, wanted, form.grid.data, period, actor_now()[1], seed=form.seed.data
        )
        address = lead_to(mark, url_for("SampleView.show", pk=sample.id))
        session.commit()
    except Repeated:
        raise
    except Refusal as refusal:
        session.rollback()
        show_refusal(form, refusal)
        return None
    return address
