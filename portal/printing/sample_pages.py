"""What a text looks like on paper, in the browser: pictures of its pages while it is typed, and the marked PDF."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.foundation.database import db
from portal.foundation.errors import Refusal, Refusals
from portal.printing.samples import MARK, Sample, sample_of, samples_of, warnings_on
from portal.web.parameters import identity
from portal.web.reading import reading
from portal.wordings.form import read_content
from portal.wordings.models import Wording
from portal.wordings.rules import EDITABLE

WIDTH, MOST_PAGES = 900, 4
"""Pixels of a picture, and so many pages are shown; the PDF has them all."""


class WordingSampleView(BaseView):
    """Samples of wordings; made on asking, kept nowhere."""

    route_base = "/wordingsampleview"
    class_permission_name = "WordingSampleView"

    @expose("/look/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("show")
    @reading
    def look(self, pk: str) -> Response:
        """Pictures of the pages, or what is wrong: of the saved text, or by POST of what stands in the form."""
        session, wording = db.session(), _wording(pk)
        typed = request.method == "POST" and wording.state in EDITABLE
        content = read_content(wording.kind, request.form) if typed else None
        try:
            sample = sample_of(session, wording, _subject(), content=content, design=request.form.get("design", ""))
            told = warnings_on(wording, content) if content is not None else []
            return jsonify(_pictured(sample) | {"problems": told})
        except Refusal as refusal:
            problems = refusal.problems if isinstance(refusal, Refusals) else [refusal]
            return jsonify({"pages": [], "said": "", "problems": [each.message for each in problems]})

    @expose("/paper/<string:pk>")
    @has_access
    @permission_name("show")
    def paper(self, pk: str) -> Response:
        """Samples as a PDF: of one row, or of the first rows of the area."""
        from reports.errors import ReportError
        from reports.pictures import marked
        from reports.render import render_pdf

        sample = samples_of(db.session(), _wording(pk), _subject())
        db.session.close()  # no read transaction stays open while pages are laid out
        try:
            pdf = marked(render_pdf(sample.design, sample.contexts, title=sample.title).pdf, MARK)
        except ReportError as error:
            raise Refusal(str(error)) from error
        response = Response(pdf, mimetype="application/pdf")
        response.headers.set("Content-Disposition", "inline", filename=f"wording-{pk}.pdf")
        return response


def _wording(pk: str) -> Wording:
    found: Wording | None = db.session.get(Wording, identity(pk))
    return found or abort(404)


def _subject() -> int | None:
    given = request.values.get("subject", "")
    return identity(given) if given else None


def _pictured(sample: Sample) -> dict[str, Any]:
    """The pages as pictures and a sentence on them; what keeps them from being printed is the sentence."""
    from reports.errors import ReportError
    from reports.pictures import marked, pictures
    from reports.render import render_pdf

    db.session.close()
    try:
        rendered = render_pdf(sample.design, sample.contexts, title=sample.title, tagged=True)  # a booklet page by page
    except ReportError as error:
        return {"pages": [], "said": str(error), "wrong": True}
    shown = pictures(marked(rendered.pdf, MARK), width=WIDTH, most=MOST_PAGES)
    more = f"，列出前 {MOST_PAGES} 页" if rendered.pages > MOST_PAGES else ""
    said = f"{sample.whose}：共 {rendered.pages} 页，放得下，字都印得出{more}"
    return {"pages": [f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in shown], "said": said}
