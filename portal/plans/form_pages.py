"""The page on which the common parts of a draft are edited in a form."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.plans.drafting import draft_numbered, save_draft, source_path
from portal.plans.finding import finder
from portal.plans.form_layout import form_parts
from portal.plans.form_reading import REMOVE, rewritten, shown
from portal.plans.models import PlanDraft
from seeds.loading import parse_profile
from seeds.problems import ProfileError

USE = "use"


class FormPages:
    """The part of the screen of profiles that edits drafts in a form; for who holds `can_use`."""

    render_template: Any

    @expose("/draft/<string:pk>/form", methods=["GET", "POST"])
    @has_access
    @permission_name(USE)
    def form_of(self, pk: str) -> Any:
        """Show the form, or write what changed in it."""
        session, refusal = db.session(), None
        draft = draft_numbered(session, pk)
        try:
            parts = form_parts(parse_profile(draft.content, source_path(draft), finder(session)))
        except ProfileError:
            flash("方案原文有问题，请先在这里改正，再用表单修改", "warning")
            return redirect(url_for("PlanView.text_of", pk=draft.id))
        if request.method == "POST":
            try:
                _save(draft, rewritten(draft.content, parts, request.form))
                flash("已保存", "success")
                return redirect(url_for("PlanView.draft", pk=draft.id))
            except Refusal as error:
                session.rollback()
                refusal = error
        answers = request.form if request.method == "POST" else None
        page = self.render_template(
            "plans/form.html", title="用表单修改", draft=draft_numbered(session, pk), parts=parts, refusal=refusal, shown=shown, remove=REMOVE,
            answers=answers,
        )  # fmt: skip
        return page, 422 if refusal else 200


def _save(draft: PlanDraft, content: str) -> None:
    revision = request.form.get("revision", "")
    if not revision.isdecimal() or len(revision) > 9:
        raise BadParameter("请求的参数不对，请刷新页面后重试")
    save_draft(db.session(), draft, content, int(revision))
    db.session.commit()
