"""The page of a household's contact code: whether it has one, the code to be scanned, and a new one instead of the old."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from portal.feedback import links, services
from portal.feedback.models import ContactCode, ResidentReport
from portal.foundation import audit
from portal.foundation.database import apart, db
from portal.households.models import Household
from portal.security.privacy import label_of
from reports.qr import qr_uri


class ContactCodeView(BaseView):
    """Codes of the households a person sees; each look at one is in the audit trail, for it opens the household's page."""

    route_base = "/contact-codes"
    class_permission_name = "ContactCodeView"
    default_view = "of"

    @expose("/<int:household_id>")
    @has_access
    @permission_name("use")
    def of(self, household_id: int) -> Any:
        """The code of a household."""
        session, home = db.session(), _household(household_id)
        code = services.live_code(session, home.id)
        told = (
            select(func.count(ResidentReport.id)).join(ResidentReport.code).where(ContactCode.household_id == home.id)
        )
        ended = select(func.count(ContactCode.id)).where(
            ContactCode.household_id == home.id, ContactCode.revoked_at.is_not(None)
        )
        address = links.address_of(code.token) if code else ""
        page = self.render_template(
            "feedback/code.html", title="居民联系码", home=home, code=code, picture=qr_uri(address), public=links.is_open(),
            told=session.scalar(told), ended=session.scalar(ended), made_on=code.made_at.date() if code else None,
        )  # fmt: skip
        if address:
            label = f"{label_of(home)}的联系码"
            session.close()  # no read transaction stays open while the look is written down
            with apart() as connection:
                audit.record(connection, audit.Deed.LOOK, "contact_code", household_id, label)
        return page

    @expose("/<int:household_id>/make", methods=["POST"])
    @has_access
    @permission_name("use")
    def make(self, household_id: int) -> Response:
        """Make a code before anything is printed."""
        services.code_for(db.session(), _household(household_id))
        db.session.commit()
        return redirect(url_for("ContactCodeView.of", household_id=household_id))

    @expose("/<int:household_id>/revoke", methods=["POST"])
    @has_access
    @permission_name("revoke")
    def revoke(self, household_id: int) -> Response:
        """End the code and make another: what is printed already no longer opens anything."""
        session, home = db.session(), _household(household_id)
        services.revoke(session, home, audit.actor_now()[1])
        services.code_for(session, home)
        session.commit()
        flash("旧码已作废，新码已生成。请重新印信件或联系卡发给这户", "success")
        return redirect(url_for("ContactCodeView.of", household_id=household_id))


def _household(household_id: int) -> Household:
    found: Household | None = db.session.get(Household, household_id)
    return found or abort(404)
