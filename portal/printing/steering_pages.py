"""The part of the screen of printing that steers a batch: pause, resume, cancel, retry, remove."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.printing import services
from portal.printing.asked import batch_of, hand_on, running_app
from portal.printing.jobs import store_of

DELETED, FILES_DELETED = "已删除", "文件已删除，印过的记录保留"


class SteeringPages:
    """Each is sent by a button of the page of a batch, which it shows again."""

    @expose("/pause/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def pause(self, pk: str) -> Response:
        """Begin no further part."""
        batch_id = batch_of(pk).id
        services.pause(db.session(), batch_id)
        db.session.commit()
        flash("已暂停，正在印的部分印完为止", "success")
        return redirect(url_for("PrintView.show", pk=batch_id))

    @expose("/resume/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def resume(self, pk: str) -> Response:
        """Go on."""
        batch_id = batch_of(pk).id
        services.resume(db.session(), batch_id)
        hand_on(batch_id)
        return redirect(url_for("PrintView.show", pk=batch_id))

    @expose("/cancel/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def cancel(self, pk: str) -> Response:
        """Stop a batch."""
        batch_id = batch_of(pk).id
        services.cancel(db.session(), batch_id)
        db.session.commit()
        flash("已取消", "success")
        return redirect(url_for("PrintView.show", pk=batch_id))

    @expose("/retry/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def retry(self, pk: str) -> Response:
        """Begin again what failed."""
        batch_id = batch_of(pk).id
        services.retry(db.session(), batch_id)
        hand_on(batch_id)
        return redirect(url_for("PrintView.show", pk=batch_id))

    @expose("/remove/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def remove(self, pk: str) -> Response:
        """Delete a batch that has ended, or of what is printed the files."""
        batch_id = batch_of(pk).id
        wholly = services.delete(db.session(), batch_id)
        db.session.commit()
        store_of(running_app()).remove_folder(str(batch_id))
        flash(DELETED if wholly else FILES_DELETED, "success")
        return redirect(url_for("PrintView.list") if wholly else url_for("PrintView.show", pk=batch_id))
