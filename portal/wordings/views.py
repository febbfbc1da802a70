"""The screen of wordings: the versions, the editor, handing in, and the decision of another person."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.foundation.audit import actor_now
from portal.foundation.choices import Choice
from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal, Refusals
from portal.grids import naming
from portal.grids.filters import Within
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.text import cleaned
from portal.web.views import PortalView
from portal.wordings import comparing, drafting
from portal.wordings.designs import fitting_designs
from portal.wordings.form import box_of, parts_of, read_content
from portal.wordings.models import Wording
from portal.wordings.overview import standing
from portal.wordings.rules import EDITABLE, PLACES, SAMPLED, WordingKind, WordingState
from seeds.sections.texts import PLACEHOLDERS


class WordingView(PortalView):
    """Texts that a town writes for its paper."""

    datamodel: Any = PortalInterface(Wording)
    base_permissions: Any = ("can_list", "can_show", "can_write", "can_decide")
    list_title, show_title = "印刷文字", "印刷文字"
    list_hint = "还没有自己编写的文字，印刷时用方案里的文字。"
    list_columns: ClassVar = ["kind", "grid", "version", "state", "created_by", "created_at", "decided_by"]
    show_columns: ClassVar = [
        "kind", "grid", "version", "state", "note", "created_by", "created_at", "submitted_at", "decided_by", "decided_at", "decision",
    ]  # fmt: skip
    search_columns: ClassVar = ["kind", "state", "grid", "created_by", "created_at"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": WordingKind, "state": WordingState}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    list_template, show_template = "wordings/list.html", "wordings/show.html"
    label_columns: ClassVar = {
        "kind": "种类", "grid": "适用范围", "version": "第几版", "state": "状态", "note": "修改说明", "created_by": "编写人",
        "created_at": "编写时间", "submitted_at": "送审时间", "decided_by": "审批人", "decided_at": "审批时间", "decision": "审批意见",
        "design": "样式", "content": "文字", "revision": "保存次数",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """What it holds for; by its name for who sees a part of it only."""
        return {"grid": naming.named(db.session(), items)}

    def _list(self, **kwargs: Any) -> Any:
        widgets = super()._list(**kwargs)
        return {**widgets, "standing": standing(db.session()), "kinds": WordingKind.options()}

    def _get_show_widget(self, pk: Any, item: Wording, **arguments: Any) -> Any:
        """Adds the text, what it changed, and what may be done now."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        before = drafting.version_before(db.session(), item)
        return {
            **widgets, "wording": item, "lines": comparing.read_lines(item.kind, item.content), "before": before,
            "changes": comparing.changes(item.kind, before.content, item.content) if before else [],
            "design": fitting_designs(item.kind).get(item.design, item.design), "editable": item.state in EDITABLE,
            "mine": drafting.is_author(db.session(), item, _by()), "sampled": SAMPLED[WordingKind(item.kind)],
        }  # fmt: skip

    # Writing

    @expose("/begin", methods=["POST"])
    @has_access
    @permission_name("write")
    def begin_text(self) -> Response:
        """Open the draft of a kind for a grid, a new one when none is open."""
        kind = request.form.get("kind", "")
        if kind not in set(WordingKind):
            raise BadParameter("没有这种印刷文字")
        if not request.form.get("grid"):
            flash("请选择适用范围", "danger")
            return redirect(url_for("WordingView.list"))
        return self._then(lambda: drafting.begin(db.session(), identity(request.form["grid"]), kind, _by()))

    @expose("/text/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("write")
    def text_of(self, pk: str) -> Any:
        """The editor."""
        wording, refusal = self._wording(pk), None
        content, design, note = wording.content, wording.design, wording.note
        if request.method == "POST":
            content, design, note = (
                read_content(wording.kind, request.form),
                request.form.get("design", ""),
                _said("note"),
            )
            refusal = _kept(wording, content, design, note)
            if refusal is None:
                flash("已保存", "success")
                return redirect(url_for("WordingView.text_of" if "stay" in request.form else "WordingView.show", pk=pk))
            wording = self._wording(pk)
        return self._editor(wording, content, design, note, refusal), 422 if refusal else 200

    def _editor(self, wording: Wording, content: Any, design: str, note: str | None, refusal: Refusal | None) -> Any:
        parts = parts_of(wording.kind, content)
        problems = refusal.problems if isinstance(refusal, Refusals) else [refusal] if refusal else []
        return self.render_template(
            "wordings/text.html", title="编写印刷文字", wording=wording, parts=parts, design=design, note=note or "",
            designs=fitting_designs(wording.kind), problems=problems,
            wrong={box_of(each.field, parts): each.message for each in problems},
            sampled=SAMPLED[WordingKind(wording.kind)], places=[PLACEHOLDERS[name] for name in PLACES[WordingKind(wording.kind)]],
        )  # fmt: skip

    @expose("/submit/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("write")
    def submit(self, pk: str) -> Response:
        """Hand it in."""
        return self._then(lambda: drafting.submit(db.session(), self._wording(pk)), "已送审，请另一位负责人审批", pk)

    @expose("/recall/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("write")
    def recall(self, pk: str) -> Response:
        """Take it back to change it."""
        return self._then(lambda: drafting.recall(db.session(), self._wording(pk)), "已撤回，可以继续修改", pk)

    @expose("/discard/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("write")
    def discard(self, pk: str) -> Response:
        """Throw a draft away."""
        answer = self._then(lambda: drafting.discard(db.session(), self._wording(pk)), "已删除草稿", pk)
        return answer if db.session.get(Wording, identity(pk)) else redirect(url_for("WordingView.list"))

    # Deciding

    @expose("/decide/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("decide")
    def decide(self, pk: str) -> Response:
        """Approve a version, or return it."""
        wording, said = self._wording(pk), _said("said") or ""
        read = identity(request.form.get("revision", ""))
        if request.form.get("do") == "approve":
            return self._then(
                lambda: drafting.approve(db.session(), wording, _by(), said, revision=read),
                "已批准，从现在起按这一版印刷",
                pk,
            )
        return self._then(lambda: drafting.send_back(db.session(), wording, _by(), said, revision=read), "已退回", pk)

    def _wording(self, pk: str) -> Wording:
        found: Wording = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        return found

    def _then(self, deed: Any, told: str = "", pk: str = "") -> Response:
        """Do it, commit, and go to the version; a refusal is told there."""
        session = db.session()
        try:
            made = deed()
            target = made.id if isinstance(made, Wording) else pk
            session.commit()
        except (Refusal, SQLAlchemyError) as error:
            session.rollback()
            flash(_refusal(error).message, "danger")
            return redirect(url_for("WordingView.show", pk=pk) if pk else url_for("WordingView.list"))
        if told:
            flash(told, "success")
        return redirect(url_for("WordingView.show" if pk else "WordingView.text_of", pk=target))


def _by() -> str:
    return actor_now()[1]


def _said(name: str) -> str | None:
    return cleaned(name, request.form.get(name, "")[:200])


def _kept(wording: Wording, content: dict[str, Any], design: str, note: str | None) -> Refusal | None:
    session = db.session()
    try:
        revision = identity(request.form.get("revision", ""))
        drafting.save(session, wording, content, design, note, revision=revision, by=_by())
        session.commit()
    except (Refusal, SQLAlchemyError) as error:
        session.rollback()
        return _refusal(error)
    return None


def _refusal(error: Exception) -> Refusal:
    refusal = error if isinstance(error, Refusal) else refusal_for(error)  # type: ignore[arg-type]
    if refusal is None:
        raise error
    return refusal
