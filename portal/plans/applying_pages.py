"""Applying a draft: at once, or by a worker where so many homes follow it that the page would be given up on; and how far that is."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_appbuilder import Model
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.foundation.quoting import quoted
from portal.jobs.queues import BrokerDown, broker_of
from portal.plans.drafting import apply_draft, draft_numbered
from portal.plans.models import PlanDraft
from seeds.problems import ProfileError

USE = "use"
AT_ONCE = 20_000
"""With more homes than these, applying may take longer than the web server waits for a page."""
RUN = "portal.plans.jobs.apply_in_background"
_JOB = re.compile(r"plan-([0-9]{1,9})-[0-9]{1,12}")
_NO_WORKER = "户数较多，方案要在后台应用，但任务队列没有应答。方案没有改变，请联系系统管理员启动任务队列后再点一次"
_LOST = "后台没有做完就停了，方案没有改变，请再点一次“应用方案”"


class ApplyingPages:
    """The part of the screen of profiles that brings drafts into force; for who holds `can_use`."""

    render_template: Any
    _draft_page: Any

    @expose("/draft/<string:pk>/apply", methods=["POST"])
    @has_access
    @permission_name(USE)
    def apply(self, pk: str) -> Any:
        """Bring the draft into force as it was looked at."""
        session, draft = db.session(), draft_numbered(db.session(), pk)
        base, revision = number_given("base") or None, number_given("revision")
        try:
            if _homes(session) > AT_ONCE:
                return _queued(draft, base, revision)
            profile = apply_draft(session, draft, base, revision)
            session.commit()
        except (Refusal, ProfileError, SQLAlchemyError) as error:
            session.rollback()
            refusal = _refusal(error)
            if refusal is None:
                raise
            return self._draft_page(draft_numbered(db.session(), pk), refusal)
        flash(f"已应用{quoted(profile.meta.title)}", "success")
        return redirect(url_for("PlanView.list"))

    @expose("/applying/<string:job>")
    @has_access
    @permission_name(USE)
    def applying(self, job: str) -> Any:
        """Wait for the worker; afterwards the list of profiles, or the draft with the reason."""
        found = _JOB.fullmatch(job)
        if found is None:
            raise BadParameter("没有这个后台任务")
        outcome = broker_of(current_app).outcome(job)
        if outcome.state == "waiting":
            return self.render_template("plans/applying.html", title="正在应用方案")
        if outcome.told == "":
            flash("方案已应用", "success")
            return redirect(url_for("PlanView.list"))
        flash(str(outcome.told or _LOST), "danger")
        kept = db.session.get(PlanDraft, int(found[1])) is not None
        return redirect(url_for("PlanView.draft", pk=found[1]) if kept else url_for("PlanView.list"))


def number_given(name: str) -> int:
    """A number of the form. Raises `BadParameter`."""
    text = request.form.get(name, "")
    if not text.isdecimal() or len(text) > 9:
        raise BadParameter("请求的参数不对，请刷新页面后重试")
    return int(text)


def _homes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Model.metadata.tables["household"])) or 0


def _queued(draft: PlanDraft, base: int | None, revision: int) -> Answer:
    job = f"plan-{draft.id}-{int(now().timestamp())}"
    try:
        broker_of(current_app).push(RUN, job, draft.id, base, revision, actor_now()[1])
    except BrokerDown as error:
        raise Refusal(_NO_WORKER) from error
    return redirect(url_for("PlanView.applying", job=job))


def _refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    return refusal_for(error) if isinstance(error, SQLAlchemyError) else Refusal(str(error))
