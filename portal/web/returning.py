"""Where a page leads back to: said by the address (`?back=`), by the record it belongs to, or by its list; never by history."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_appbuilder import ModelView
from werkzeug.wrappers import Response

_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def came_from() -> str | None:
    """The page that the address of this one names as `back`: a path of this portal, nothing else."""
    path = request.args.get("back", "")
    return path if _PATH.fullmatch(path) else None


def here(tab: str = "") -> str:
    """This page as a `back` for the pages it leads to, with the tab of it that is open."""
    path = request.full_path.rstrip("?")
    return f"{path}#panel-{tab}" if tab else path


class ReturningView(ModelView):
    """FAB sends people to what they opened before, in whatever window; here every page knows where it leads back to."""

    def update_redirect(self) -> None:
        """FAB's history of pages is not kept."""

    def get_redirect(self) -> str:
        """Back from this page without a change made by it: to where one came from, else the record, else the list."""
        return (
            came_from() or self._owner_page() or self.page_of((request.view_args or {}).get("pk")) or self._list_page()
        )

    def post_add_redirect(self) -> Response:
        """To the record from whose tab the row was added, else to the new row."""
        return redirect(self._owner_page() or self.page_of(g.get("kept_row")) or self._list_page())

    def post_edit_redirect(self) -> Response:
        """To the row."""
        return redirect(self.page_of((request.view_args or {}).get("pk")) or self._list_page())

    def post_delete_redirect(self) -> Response:
        """To where it was deleted from, unless that was the page of the row itself."""
        own, back = self.page_of((request.view_args or {}).get("pk")), came_from()
        return redirect(back if back and back.partition("#")[0].partition("?")[0] != own else self._list_page())

    def page_of(self, pk: Any) -> str | None:
        """The page of a row, for those who may open such pages."""
        return url_for(f"{self.endpoint}.show", pk=pk) if pk and self._may("show") else None

    def _list_page(self) -> str:
        return url_for(f"{self.endpoint}.list") if self._may("list") else "/"

    def _owner_page(self) -> str | None:
        """The tab of this screen on the page of the record that a form is opened for."""
        for row in self.owners():
            for view in current_app.extensions["appbuilder"].baseviews:
                owned = isinstance(row, getattr(getattr(view, "datamodel", None), "obj", ()))
                page = view.page_of(row.id) if owned and type(self) in map(type, view.get_init_inner_views()) else None
                if page:
                    return f"{page}#panel-{type(self).__name__}"
        return None

    def owners(self) -> list[Any]:
        """The records that the form of this request is opened for; see `GuardedWriting`."""
        return []

    def _may(self, verb: str) -> bool:
        return bool(self.appbuilder.sm.has_access(f"can_{verb}", self.class_permission_name))
