"""The page on which people are picked for an object that the plan leaves to people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.campaigns import asked, services
from portal.campaigns.choosing import AT_ONCE, LONGEST, candidates, chosen, let_go
from portal.campaigns.sensitive import is_sensitive, sensitive_codes
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.foundation.once import Repeated
from portal.web.once import lead_to, take_once
from portal.web.reveal import log_look
from portal.web.text import cleaned

MOST = 1000


class ChoosingPages:
    """The part of the screen of campaigns that picks people."""

    appbuilder: Any
    campaign: Any
    render_template: Any

    @expose("/choosing/<string:pk>/<string:key>", methods=["GET", "POST"])
    @has_access
    @permission_name("choose")
    def choosing(self, pk: str, key: str) -> Any:
        """Candidates to tick; a list that tells of a sensitive category needs `can_reveal`, and the look is logged."""
        campaign, session = self.campaign(pk), db.session()
        services.must_be_open(campaign)
        wanted = asked.object_named(asked.section_of(session, campaign), key)
        if is_sensitive(wanted, sensitive_codes(session)):
            if not self.appbuilder.sm.has_access("can_reveal", "VisitTaskView"):
                raise OutOfScope("这份名单涉及敏感类别，您没有“查看敏感信息”的权限")
            log_look(campaign, "object")
        if request.method == "POST":
            return _let_go(campaign, wanted) if request.form.get("do") == "let_go" else _chosen(campaign, key)
        words = cleaned("q", request.args.get("q", "")[:60]) or ""
        found, total = candidates(session, campaign, wanted, words)
        picked, taking_part = chosen(session, campaign, wanted, words)
        return self.render_template(
            "campaigns/choosing.html", title=f"选定：{wanted.name}", campaign=campaign, wanted=wanted, found=found, total=total,
            words=words, at_once=AT_ONCE, picked=picked, taking_part=taking_part, longest=LONGEST,
        )  # fmt: skip


def _chosen(campaign: Any, key: str) -> Any:
    subjects = request.form.getlist("subject")
    if len(subjects) > MOST:
        raise BadParameter(f"一次最多选定 {MOST} 个")
    choose = partial(services.choose, db.session(), campaign, key, subjects)
    return _done(campaign, key, choose, "已选定 {} 个")


def _let_go(campaign: Any, wanted: Any) -> Any:
    subjects, reason = request.form.getlist("subject"), cleaned("reason", request.form.get("reason", "")) or ""
    leave = partial(let_go, db.session(), campaign, wanted, subjects, reason)
    return _done(campaign, wanted.key, leave, "已移出 {} 个")


def _done(campaign: Any, key: str, do: Callable[[], int], said: str) -> Response:
    """Do it once to those who are ticked and say how many it concerned; back to the page."""
    address = url_for("CampaignView.choosing", pk=campaign.id, key=key)
    if not request.form.getlist("subject"):
        flash("请先勾选", "warning")
        return redirect(address)
    try:
        with committed(db.session()):
            lead_to(take_once(as_filled=True), address)
            number = do()
        flash(said.format(number), "success")
    except Repeated:
        raise
    except Refusal as refusal:
        flash(refusal.message, "danger")
    return redirect(address)
