"""The page on which a person urges, extends, merges, links an issue or adds files to it, and the way to its files."""

from __future__ import annotations

import io
from typing import Any

from flask import abort, flash, request, send_file, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.committing import committed
from portal.foundation.database import apart, db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.issues import files, links, supervision
from portal.issues.candidates import Candidate, candidates
from portal.issues.deed_forms import DEEDS, OFFERED, Deed, form_of
from portal.issues.models import Issue
from portal.issues.papers import IssueFile
from portal.issues.rules import RUNNING, Stage, is_overdue
from portal.web.parameters import identity
from portal.web.views import show_refusal

SHOWN_IN_PAGE = frozenset({"image/jpeg", "image/png", "image/webp"})


class DeedPages:
    """The part of the screen of issues for deeds that are no steps. The role's verb stands with each deed."""

    datamodel: Any
    _base_filters: Any
    render_template: Any
    may: Any

    @expose("/deed/<pk>/<string:key>", methods=["GET", "POST"])
    @has_access
    @permission_name("show")
    def deed(self, pk: str, key: str) -> Any:
        """Show the form of a deed, or do it."""
        request.max_content_length = files.MOST * files.LARGEST + 1024 * 1024
        deed = DEEDS.get(key)
        if deed is None:
            raise BadParameter("没有这个操作")
        if not self.may(deed.verb):
            raise OutOfScope(f"您没有“{deed.name}”的权限")
        issue: Issue = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        form, status = form_of(deed), 200
        if form.is_submitted():
            if form.validate() and _done(deed, issue, form):
                flash(f"{issue.number} 已{deed.name}", "success")
                return redirect(url_for("IssueView.show", pk=issue.id))
            status = 422
        page = self.render_template(
            "issues/step.html", issues=[issue], form=form, title=deed.name, merged=[], told=[],
            request_open=supervision.open_request(db.session(), issue) if key == "decide_extension" else None,
            offered=_offered(issue, key), offer_name=OFFERED,
        )  # fmt: skip
        return page, status

    @expose("/file/<pk>/<int:file_id>")
    @has_access
    @permission_name("show")
    def file(self, pk: str, file_id: int) -> Response:
        """A file of an issue, for who may see the issue; pictures to look at, everything else to keep. Each is logged."""
        issue: Issue = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        found = db.session.get(IssueFile, file_id)
        if found is None or found.issue_id != issue.id:
            abort(404)
        try:
            content = b"".join(files.content_of(found))
        except FileNotFoundError:
            raise Refusal(f"附件“{found.name}”已不在文件库里，请联系系统管理员") from None
        name, media, who = found.name, found.media, audit.actor_now()[:2]
        label = f"{issue.number} 的附件 {name}"
        db.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            audit.record(connection, audit.Deed.EXPORT, "issue_file", file_id, label, actor=who)
        answer: Response = send_file(
            io.BytesIO(content), mimetype=media, as_attachment=media not in SHOWN_IN_PAGE, download_name=name
        )
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def possible_deeds(issue: Issue, may: Any) -> list[tuple[str, Deed]]:
    """What the person may do with the issue besides its steps, as it stands now."""
    open_request = supervision.open_request(db.session(), issue)
    running = issue.stage in RUNNING and not is_overdue(issue.stage, issue.due_on, now(), issue.due_at)
    is_open = issue.stage != Stage.CLOSED
    others = open_request is not None and open_request.asked_by_id != audit.actor_now()[0]
    fits = {
        "urge": is_open, "ask_extension": running and open_request is None, "decide_extension": others,
        "merge": is_open, "link": True, "unlink": False, "attach": is_open,
    }  # fmt: skip
    return [(key, deed) for key, deed in DEEDS.items() if fits[key] and may(deed.verb)]


def papers(issue: Issue) -> dict[str, Any]:
    """What stands on the page of an issue besides its columns and its history: files by event, related issues, open request."""
    by_event: dict[int | None, list[IssueFile]] = {}
    for file in files.files_of(db.session(), issue):
        by_event.setdefault(file.event_id, []).append(file)
    return {
        "files": by_event, "linked": links.linked(db.session(), issue),
        "request_open": supervision.open_request(db.session(), issue),
    }  # fmt: skip


def _offered(issue: Issue, key: str) -> list[Candidate]:
    return candidates(db.session(), issue, key == "merge") if key in ("merge", "link") else []


def _done(deed: Deed, issue: Issue, form: Any) -> bool:
    try:
        with committed(db.session()):
            deed.do(db.session(), issue, form)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True
