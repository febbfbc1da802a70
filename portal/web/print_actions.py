"""Handing rows on to the print screen: by address alone, so that no concept needs to know printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.web.reading import reading

MOST_IN_ADDRESS = 150
"""So many rows stand in the address of the check, so that one can come back to it; servers take addresses of 4,000 characters."""


def check_rows(kind: str, items: Sequence[Any]) -> Response:
    """To the check before printing: of so many rows as an address holds, else the same POST with the rows in its form."""
    chosen = [item.id for item in items]
    if len(chosen) <= MOST_IN_ADDRESS:
        return redirect(url_for("PrintView.check_rows", kind=kind, rowid=chosen), 303)
    return redirect(url_for("PrintView.check_rows", kind=kind), 307)


class PrintsHouseholds:
    """Letters and cards for chosen households."""

    @action("print_letters", "印致群众一封信", "", "fa-envelope-o")
    @reading
    def print_letters(self, items: Any) -> Response:
        """To the check before printing."""
        return check_rows("letters", items)

    @action("print_cards", "印服务联系卡", "", "fa-address-card-o")
    @reading
    def print_cards(self, items: Any) -> Response:
        """To the check before printing."""
        return check_rows("cards", items)


class PrintsGrid:
    """Paper for a grid and all below it."""

    @action("print_letters", "印致群众一封信", "", "fa-envelope-o", multiple=False)
    @reading
    def print_letters(self, item: Any) -> Response:
        """To the check before printing."""
        return redirect(url_for("PrintView.check_grid", kind="letters", grid_id=item.id))

    @action("print_cards", "印服务联系卡", "", "fa-address-card-o", multiple=False)
    @reading
    def print_cards(self, item: Any) -> Response:
        """To the check before printing."""
        return redirect(url_for("PrintView.check_grid", kind="cards", grid_id=item.id))

    @action("print_boards", "印公示牌", "", "fa-map-signs", multiple=False)
    @reading
    def print_boards(self, item: Any) -> Response:
        """To the check before printing."""
        return redirect(url_for("PrintView.check_grid", kind="boards", grid_id=item.id))

    @action("print_others", "印网格图等", "", "fa-map-o", multiple=False)
    @reading
    def print_others(self, item: Any) -> Response:
        """To the page for new paper, with this grid chosen."""
        return redirect(url_for("NewPrintView.new", grid=item.id))


class PrintsSheets:
    """The sheets of chosen assessments."""

    @action("print_sheets", "印考核表", "", "fa-print")
    @reading
    def print_sheets(self, items: Any) -> Response:
        """To the check before printing."""
        return check_rows("assessments", items)


class PrintsBadges:
    """Badges for chosen people."""

    @action("print_badges", "印工作牌", "", "fa-id-badge")
    @reading
    def print_badges(self, items: Any) -> Response:
        """To the check before printing."""
        return check_rows("badges", items)
