"""Registering on screen: whoever registers what may be known already is asked first."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, request

from portal.foundation.database import db
from portal.foundation.errors import Refusal, refuse_all
from portal.issues import admission, files, links, registration
from portal.issues.forms import sent_files
from portal.issues.models import Issue
from portal.issues.similar import similar
from portal.issues.tags import progress_tag
from portal.web.remarks import remark

ANSWER = "alike"
"""The field of the form that says which known issue it is, or `none` for none of them."""


class RegisteringPages:
    """The part of the screen of issues that registers them."""

    add_template = "issues/add.html"

    def register(self, item: Issue) -> None:
        """Register, or merge at once into the one the person has chosen. Raises `Refusal` and leaves what may be the same on `g`."""
        session, answer, uploads = db.session(), request.form.get(ANSWER, ""), list[files.Upload]()
        refuse_all(partial(registration.check, item), lambda: uploads.extend(files.checked(sent_files())))
        found = similar(session, item) if answer != "none" else []
        chosen = next((each.issue for each in found if str(each.issue.id) == answer), None)
        if found and chosen is None and not request.is_json:
            g.similar = found
            raise Refusal("可能已经登记过，请核对上面列出的诉求，再选“并入这一件”或“仍然登记”")
        registration.register_issue(session, item)
        standing = admission.standing_of(session, item)
        if standing is not None and standing.notice:
            remark(standing.notice)
        files.attach(session, item, item.history[0] if item.history else None, uploads)
        if chosen is not None:
            links.merge(session, item, chosen, "登记时核对为同一件")

    def render_template(self, template: str, **kwargs: Any) -> Any:
        """Every page of issues knows how a state is shown, and asks the admission list."""
        known: dict[str, Any] = {
            "progress_tag": progress_tag,
            "standing_of": partial(admission.standing_of, db.session()),
        }
        return super().render_template(template, **{**known, **kwargs})  # type: ignore[misc]
