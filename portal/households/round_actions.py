"""From the list of households to the page that notes the same visit for many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.households.models import Household
from portal.web.reading import reading


class VisitsMany:
    """The action of the screen of households."""

    @action("visit_many", "登记无人在家", icon="fa-street-view", single=False)
    @reading
    def visit_many(self, items: Sequence[Household]) -> Response | Any:
        """To the page of the rounds, with these homes chosen."""
        return redirect(url_for("RoundView.bulk", pks=",".join(str(item.id) for item in items)))
