"""Trying a draft on live data without keeping anything, and looking at its letter."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.plans.drafting import draft_numbered, source_path
from portal.plans.finding import finder
from portal.plans.sample import letter_pdf
from portal.plans.services import apply_profile
from reports.errors import ReportError
from seeds.loading import parse_profile
from seeds.problems import ProfileError

USE, READ = "use", "show"


class TrialPages:
    """The part of the screen of profiles that tries drafts; for who holds `can_use`."""

    _draft_page: Any

    @expose("/draft/<string:pk>/try", methods=["POST"])
    @has_access
    @permission_name(USE)
    def try_out(self, pk: str) -> Any:
        """Apply the draft and take everything back: what only the database finds out is found out here."""
        session, draft = db.session(), draft_numbered(db.session(), pk)
        refusal: Refusal | None = None
        try:
            apply_profile(session, draft.content, source_path(draft))
        except Refusal as error:
            refusal = error
        except ProfileError as error:
            refusal = Refusal(str(error))
        except SQLAlchemyError as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
        finally:
            session.rollback()
        return self._draft_page(draft_numbered(session, pk), refusal, tried=refusal is None)

    @expose("/draft/<string:pk>/letter")
    @has_access
    @permission_name(READ)
    def letter(self, pk: str) -> Response:
        """The letter of the draft to a made-up household, as PDF."""
        draft = draft_numbered(db.session(), pk)
        try:
            profile = parse_profile(draft.content, source_path(draft), finder(db.session()))
            content = letter_pdf(profile)
        except (ProfileError, ReportError) as error:
            raise Refusal(str(error)) from error
        response = Response(content, mimetype="application/pdf")
        response.headers.set("Content-Disposition", "inline", filename="letter.pdf")
        return response
