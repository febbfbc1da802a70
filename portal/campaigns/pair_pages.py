"""The page of pairs (安排表): which grids have which visitor, and the forms that change it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.campaigns import asked, forms, pairing
from portal.campaigns.models import Campaign, VisitorArea
from portal.campaigns.rules import CampaignState
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.once import Repeated
from portal.grids.models import Grid
from portal.web.once import lead_to, take_once
from portal.web.parameters import identity
from portal.web.views import show_refusal


class PairPages:
    """The part of the screen of campaigns that pairs visitors with areas."""

    campaign: Any
    render_template: Any

    @expose("/pairs/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("pair")
    def pairs(self, pk: str) -> Any:
        """The pairs and all grids with their visitors; one pair is added by the form."""
        campaign, session = self.campaign(pk), db.session()
        section = asked.section_of(session, campaign)
        form: Any = forms.pair_form(section)
        if form.is_submitted() and form.validate() and _paired(campaign, form):
            return _back(campaign)
        tops = _tops(campaign)
        page = self.render_template(
            "campaigns/pairs.html", title="走访安排", campaign=campaign, form=form, objects={each.key: each.name for each in section.objects},
            pairs=_pairs(campaign), places=[place for top in tops for place in pairing.places(session, campaign, top)],
            fixed=pairing.is_fixed(session, campaign), is_open=campaign.state == CampaignState.OPEN,
        )  # fmt: skip
        return page, 422 if form.errors else 200

    @expose("/pairs/<string:pk>/posts", methods=["POST"])
    @has_access
    @permission_name("pair")
    def pair_from_posts(self, pk: str) -> Response:
        """Write down as pairs who visits by their post, wherever nobody is paired yet."""
        campaign, session = self.campaign(pk), db.session()
        try:
            made = sum(pairing.pair_from_posts(session, campaign, top) for top in _tops(campaign))
            session.commit()
            flash(f"按现有任职新安排了 {made} 对", "success" if made else "info")
        except Refusal as refusal:
            session.rollback()
            flash(refusal.message, "danger")
        return _back(campaign)

    @expose("/pairs/<string:pk>/remove/<string:area>", methods=["POST"])
    @has_access
    @permission_name("pair")
    def unpair(self, pk: str, area: str) -> Response:
        """Take one pair back."""
        campaign, session = self.campaign(pk), db.session()
        found = session.get(VisitorArea, identity(area))
        if found is None or found.campaign_id != campaign.id or request.method != "POST":
            abort(404)
        try:
            pairing.unpair(session, found)
            session.commit()
            flash("已取消这一安排", "success")
        except Refusal as refusal:
            session.rollback()
            flash(refusal.message, "danger")
        return _back(campaign)


def _back(campaign: Campaign) -> Response:
    return redirect(url_for("CampaignView.pairs", pk=campaign.id))


def _pairs(campaign: Campaign) -> list[VisitorArea]:
    rows = select(VisitorArea).join(VisitorArea.grid).where(VisitorArea.campaign_id == campaign.id)
    return list(db.session.scalars(rows.order_by(Grid.path, VisitorArea.object)))


def _tops(campaign: Campaign) -> list[Grid]:
    """The widest visible grids inside the campaign's area."""
    part = f"/{campaign.grid_id}/"
    visible = list(
        db.session.scalars(select(Grid).where(Grid.path.contains(part, autoescape=True)).order_by(Grid.path))
    )
    paths = {grid.path for grid in visible}
    return [grid for grid in visible if not any(grid.path != other and grid.path.startswith(other) for other in paths)]


def _paired(campaign: Campaign, form: Any) -> bool:
    session = db.session()
    try:
        with committed(session):
            lead_to(take_once(as_filled=True), url_for("CampaignView.pairs", pk=campaign.id))
            pairing.pair(session, campaign, form.grid.data, form.member.data, form.object.data or "")
    except Repeated:
        raise
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    flash("已安排", "success")
    return True
