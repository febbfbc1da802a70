"""The pages on which a campaign is opened, after a look at what it would make, and closed, after a look at what is still open."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.campaigns import asked, forms, services, waiting_pages
from portal.campaigns.models import Campaign
from portal.campaigns.preview import SHOWN, Preview, preview
from portal.campaigns.progress import progress
from portal.campaigns.waiting_pages import queue_opening
from portal.foundation.audit import actor_now
from portal.foundation.clock import today
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import Refusal, refuse_all
from portal.foundation.once import Repeated
from portal.web.once import lead_to, take_once
from portal.web.parameters import identity
from portal.web.views import show_refusal
from seeds.sections.campaigns import Campaign as Section


class OpeningPages:
    """The part of the screen of campaigns that opens and closes them."""

    datamodel: Any
    _base_filters: Any
    render_template: Any

    @expose("/opening", methods=["GET", "POST"])
    @has_access
    @permission_name("open")
    def opening(self) -> Any:
        """Ask for campaign, place and days; show what it would make; open it on the second button."""
        sections = asked.offered(db.session())
        form, found = forms.opening_form(sections, asked.running_places(db.session())), None
        if sections and form.is_submitted() and _is_right(form):
            if request.form.get("do") == "open":
                answer = _opened(form)
                if answer:
                    return answer
            else:
                found = _looked(form)
        page = self.render_template(
            "campaigns/opening.html",
            title="开展走访活动",
            form=form,
            offered=sections,
            preview=found,
            shown=SHOWN,
            today=today(),
        )
        return page, 422 if form.errors else 200

    @expose("/close/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("close")
    def close(self, pk: str) -> Any:
        """Name what is still open, and end it on the button."""
        campaign = self.campaign(pk)
        session = db.session()
        if request.method == "POST":
            return _closed(campaign)
        found = progress(session, campaign, asked.section_of(session, campaign), None)
        return self.render_template("campaigns/close.html", title="结束走访活动", campaign=campaign, found=found)

    def campaign(self, pk: str) -> Campaign:
        """The campaign of an address, if the person sees it."""
        found: Campaign = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        return found


def _is_right(form: Any) -> bool:
    """Whether every field can stand, the days together, and, of who only looks, the place beside what runs: what is wrong is told at once.
    Who opens may be sending the page again, which is asked first."""
    right = bool(form.validate())
    try:
        section = asked.section_named(db.session(), form.key.data or "")
        looks = request.form.get("do") != "open"
        refuse_all(*[lambda: _check_place(form, section)] * looks, lambda: _check_days(form, section, looks))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return right


def _check_place(form: Any, section: Section) -> None:
    if form.grid.data:
        services.must_not_run(db.session(), section, form.grid.data)


def _check_days(form: Any, section: Section, new: bool) -> None:
    if form.starts_on.errors or form.ends_on.errors:
        return
    first, _ = asked.period_of(section, form.starts_on.data, form.ends_on.data)
    if new and form.grid.data:
        services.must_be_new(db.session(), section, form.grid.data, first)


def _looked(form: Any) -> Preview | None:
    try:
        return _previewed(form)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def _opened(form: Any) -> Response | None:
    """To the campaign, or to the page that waits for it; None with the reason on the form."""
    session, by = db.session(), actor_now()[1]
    try:
        with committed(session):
            mark = take_once(as_filled=True)
            _check_place(form, asked.section_named(session, form.key.data or ""))
            if _is_large(form):
                return redirect(lead_to(mark, queue_opening(form)))
            campaign = services.open_campaign(
                session, form.key.data or "", form.grid.data, form.starts_on.data, form.ends_on.data, by
            )
            address = lead_to(mark, url_for("CampaignView.show", pk=campaign.id))
            name, count = campaign.name, services.count_tasks(session, campaign)
    except Repeated:
        raise
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    flash(f"“{name}”已开展，共 {count} 项走访任务", "success")
    return redirect(address)


def _is_large(form: Any) -> bool:
    """Whether opening takes too long for a page."""
    return _previewed(form).total > waiting_pages.AT_ONCE


def _previewed(form: Any) -> Preview:
    """What it would make. Raises `Refusal`."""
    session, grid = db.session(), form.grid.data
    section = asked.section_named(session, form.key.data or "")
    period = asked.period_of(section, form.starts_on.data, form.ends_on.data)
    return preview(session, section, grid, period)


def _closed(campaign: Campaign) -> Response:
    name, pk = campaign.name, campaign.id
    try:
        unreached = services.close_campaign(db.session(), campaign)
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "danger")
        return redirect(url_for("CampaignView.show", pk=pk))
    rest = f"，还有 {unreached} 项没有走访到，名单已保留" if unreached else "，全部走访到"
    flash(f"“{name}”已结束{rest}", "success")
    return redirect(url_for("CampaignView.show", pk=pk))
