"""Opening a large campaign through the worker, and the page that waits for it."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import BadParameter, Refusal
from portal.jobs.queues import BrokerDown, broker_of

AT_ONCE = 5000
"""With more tasks than these, opening may take longer than the web server waits for a page."""
RUN = "portal.campaigns.jobs.open_in_background"
_JOB = re.compile(r"campaign-[0-9]{1,9}-[0-9]{1,12}")
_NO_WORKER = (
    "走访对象较多，活动要在后台开展，但任务队列没有应答。什么都没有改变，请联系系统管理员启动任务队列后再点一次"
)
_LOST = "后台没有做完就停了，活动没有开展，请再点一次“确定开展”"


class WaitingPages:
    """The part of the screen of campaigns that waits for the worker; for who may open campaigns."""

    render_template: Any

    @expose("/waiting/<string:job>")
    @has_access
    @permission_name("open")
    def waiting(self, job: str) -> Any:
        """Wait for the worker; afterwards the campaign, or the form again with the reason."""
        if not _JOB.fullmatch(job):
            raise BadParameter("没有这个后台任务")
        outcome = broker_of(current_app).outcome(job)
        if outcome.state == "waiting":
            return self.render_template("campaigns/waiting.html", title="正在开展走访活动")
        campaign_id, said = outcome.told or (0, _LOST)
        if not campaign_id:
            flash(str(said), "danger")
            return redirect(url_for("CampaignView.opening"))
        flash(f"活动已开展，共 {said} 项走访任务", "success")
        return redirect(url_for("CampaignView.show", pk=campaign_id))


def queue_opening(form: Any) -> str:
    """Push what the form asks for; the address of the waiting page. Raises `Refusal` when the queue does not answer."""
    days = [str(each.data) if each.data else None for each in (form.starts_on, form.ends_on)]
    job = f"campaign-{form.grid.data.id}-{int(now().timestamp())}"
    try:
        broker_of(current_app).push(RUN, job, form.key.data or "", form.grid.data.id, *days, actor_now()[1])
    except BrokerDown as error:
        raise Refusal(_NO_WORKER) from error
    return url_for("CampaignView.waiting", job=job)
