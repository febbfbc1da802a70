"""How REST answers: refusals as 422 `{message, field}`, faults neutrally, remarks beside the result."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.exceptions import FABException
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Conflict, Refusal
from portal.web.errors import FAULT, SENTENCES

log = logging.getLogger("portal")


def answered(method: Callable[..., Response]) -> Callable[..., Response]:
    """A refusal becomes its own answer, a fault a neutral one: FAB would make both a 500."""

    @functools.wraps(method)
    def call(self: Answers, *args: Any, **kwargs: Any) -> Response:
        try:
            return method(self, *args, **kwargs)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            return self.refused(refusal.status, refusal.message, refusal.field)
        except HTTPException:
            raise
        except FABException:
            return self.refused(400, SENTENCES[400])
        except Exception as error:
            self.datamodel.session.rollback()
            clash = refusal_for(error) if isinstance(error, SQLAlchemyError) else None
            if isinstance(clash, Conflict):
                return self.refused(clash.status, clash.message)
            log.exception("%s %s", request.method, request.path)
            return self.refused(500, FAULT)

    return call


class Answers(ModelRestApi):
    """FAB's own answers, in Chinese."""

    def refused(self, status: int, message: str, field: str | None = None) -> Response:
        """An answer that says what is wrong and with which field."""
        answer: Response = self.response(status, message=message, **({"field": field} if field else {}))
        return answer

    def response_400(self, message: Any = None) -> Response:
        """Nonsense."""
        return self.refused(400, SENTENCES[400])

    def response_401(self) -> Response:
        """Nobody is signed in."""
        return self.refused(401, SENTENCES[401])

    def response_403(self) -> Response:
        """The verb is not held."""
        return self.refused(403, SENTENCES[403])

    def response_404(self) -> Response:
        """No such row in scope."""
        return self.refused(404, SENTENCES[404])

    def response_500(self, message: Any = None) -> Response:
        """A fault, logged."""
        return self.refused(500, FAULT)
