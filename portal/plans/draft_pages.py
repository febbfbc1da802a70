"""The pages of drafts: beginning one, what it would change, editing its text, and applying it."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from flask import Response, flash, jsonify, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response as Answer

from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.foundation.quoting import quoted
from portal.plans.applying_pages import ApplyingPages, number_given
from portal.plans.checking import check_profile
from portal.plans.drafting import (
    LARGEST,
    begin_draft,
    draft_numbered,
    drafts,
    problems_of,
    save_draft,
    source_path,
)
from portal.plans.finding import source_named, source_of
from portal.plans.models import PlanDraft, PlanVersion
from portal.plans.sample import KINDS, household_fields
from portal.web.parameters import identity
from portal.web.reading import reading
from seeds.differences import by_section, differences
from seeds.loading import available_profiles
from seeds.problems import ProfileError

USE, READ = "use", "show"


class DraftPages(ApplyingPages):
    """The part of the screen of profiles that works on drafts; what changes anything is for who holds `can_use`."""

    render_template: Any

    def drafts(self) -> list[PlanDraft]:
        """All drafts."""
        return drafts(db.session())

    @expose("/begin", methods=["POST"])
    @has_access
    @permission_name(USE)
    def begin(self) -> Answer:
        """A draft from a file (`file`), from a profile that comes with the portal (`name`), or from a version (`version`)."""
        text, title = _given()
        draft = begin_draft(db.session(), text, title)
        db.session.commit()
        return redirect(url_for("PlanView.draft", pk=draft.id))

    @expose("/draft/<string:pk>")
    @has_access
    @permission_name(READ)
    def draft(self, pk: str) -> Any:
        """What is wrong with a draft, or what it would change. Whoever may read profiles sees it: the rows that stand in the way
        are put right by those who keep the data."""
        return self._draft_page(draft_numbered(db.session(), pk))

    def _draft_page(self, draft: PlanDraft, refusal: Refusal | None = None, tried: bool = False) -> Any:
        session, status = db.session(), 422 if refusal else 200
        facts: dict[str, Any] = {"draft": draft, "problems": [], "check": None, "refusal": refusal, "tried": tried}
        facts |= {"kinds": KINDS, "household_fields": household_fields}
        try:
            check = check_profile(session, draft.content, source_path(draft))
            told = by_section(differences(check.old, check.profile)) if check.old else {}
            facts |= {"check": check, "differences": told, "base": check.base.id if check.base else 0}
        except ProfileError as error:
            facts["problems"] = error.problems
        except Refusal as error:
            facts["refusal"], status = error, 422
        return self.render_template("plans/draft.html", title="方案草稿", **facts), status

    @expose("/draft/<string:pk>/text", methods=["GET", "POST"])
    @has_access
    @permission_name(USE)
    def text_of(self, pk: str) -> Any:
        """Edit the whole text."""
        draft, content, refusal = draft_numbered(db.session(), pk), None, None
        if request.method == "POST":
            content = request.form.get("content", "")
            try:
                save_draft(db.session(), draft, content, number_given("revision"))
                db.session.commit()
                flash("已保存", "success")
                return redirect(url_for("PlanView.draft", pk=draft.id))
            except Refusal as error:
                db.session.rollback()
                refusal = error
        shown = draft.content if content is None else content
        problems = problems_of(db.session(), shown, source_path(draft))
        page = self.render_template(
            "plans/text.html",
            title="修改全文",
            draft=draft,
            content=shown,
            problems=problems,
            refusal=refusal,
            largest=LARGEST,
        )
        return page, 422 if refusal else 200

    @expose("/problems", methods=["POST"])
    @has_access
    @permission_name(USE)
    @reading
    def problems(self) -> Response:
        """What is wrong with a text that is being written, as JSON."""
        content = request.form.get("content", "")
        if len(content) > LARGEST:
            raise BadParameter("方案内容超过 1 MB，不像是方案")
        found = problems_of(db.session(), content, Path("草稿.yaml"))
        rows = [{"line": each.line, "key": each.key, "text": each.expectation, "file": each.file} for each in found]
        return jsonify(problems=rows)

    @expose("/draft/<string:pk>/delete", methods=["POST"])
    @has_access
    @permission_name(USE)
    def forget(self, pk: str) -> Answer:
        """Throw a draft away."""
        draft = draft_numbered(db.session(), pk)
        db.session.delete(draft)
        db.session.commit()
        flash(f"已删除草稿{quoted(draft.title)}", "success")
        return redirect(url_for("PlanView.list"))

    @expose("/draft/<string:pk>/export")
    @has_access
    @permission_name(USE)
    def export_draft(self, pk: str) -> Response:
        """The draft as a file."""
        draft = draft_numbered(db.session(), pk)
        response = Response(draft.content, mimetype="application/yaml")
        response.headers.set("Content-Disposition", "attachment", filename=f"draft-{draft.id}.yaml")
        return response


def _given() -> tuple[str, str]:
    """(text, title) of what the form names."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return _decoded(file.read(4 * LARGEST + 1)), PurePath(file.filename).stem
    if request.form.get("version"):
        version = db.get_or_404(PlanVersion, identity(request.form["version"]))
        return source_of(db.session(), version).text, version.title
    name = request.form.get("name", "")
    if name not in available_profiles():
        raise BadParameter("没有这个方案")
    return source_named(db.session(), name).text, name


def _decoded(content: bytes) -> str:
    if len(content) > 4 * LARGEST:
        raise Refusal("文件太大，不像是方案文件")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refusal(f"文件第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 后再上传") from error
