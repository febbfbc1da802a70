"""The base of every screen on a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import abort
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.choices import Options
from portal.web.actions import GuardedActions
from portal.web.custom_views import CustomView
from portal.web.exporting import ExportingView
from portal.web.fields import extra_fields
from portal.web.filters import Belongs, check_value
from portal.web.formatters import formatters_for
from portal.web.parameters import check_list_parameters, check_search, identity
from portal.web.request_filters import RequestFilters
from portal.web.writing import GuardedWriting, show_refusal

__all__ = ["PortalView", "show_refusal"]


class PortalView(RequestFilters, CustomView, ExportingView, GuardedActions, GuardedWriting):
    """A scoped, guarded screen. Concepts declare columns and labels and, where needed, `check` hooks of a line or two."""

    page_size = 20
    base_permissions: Any = None
    choices: ClassVar[Mapping[str, Options]] = {}
    """Columns with keys of a `Options`: shown by label, edited and searched with a select box."""
    pickers: ClassVar[tuple[str, ...]] = ()
    """Relations to large tables, edited with a remote picker (`portal.web.picker`)."""
    optional: ClassVar[tuple[str, ...]] = ()
    """Columns that may be left empty in the form although the table needs them: `check` fills them."""
    own_filters: ClassVar[dict[str, list[Any]]] = {}
    """Columns searched in a way of their own: column -> filter classes, the usual one first."""
    loads: ClassVar[tuple[str, ...]] = ()
    """Relations fetched with the rows beside those in the columns; dotted where nested."""
    list_hint: ClassVar[str] = ""
    """What to do next when the list is empty."""

    add_row_message = "已保存“{row}”"
    edit_row_message = "已保存“{row}”"
    delete_row_message = "已删除“{row}”"
    list_template = "portal/list.html"
    show_template = "portal/show.html"
    add_template = "portal/add.html"
    edit_template = "portal/edit.html"

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """Values worked out for a whole page at once: column -> row id -> value. Such columns are not on the model."""
        return {}

    # Setting up

    def _init_properties(self) -> None:
        self.datamodel.choices = self.choices
        self.datamodel.own_filters = self.own_filters
        self.datamodel.derive = self.derive
        super()._init_properties()
        shown = dict.fromkeys([*self.list_columns, *self.show_columns])
        relations = tuple(name for name in shown if self.datamodel.is_relation(name))
        self.datamodel.loads = tuple(dict.fromkeys([*relations, *self.loads]))

    def _init_forms(self) -> None:
        for form in ("add_form_extra_fields", "edit_form_extra_fields", "search_form_extra_fields"):
            columns = {"a": self.add_columns, "e": self.edit_columns, "s": self.search_columns}[form[0]]
            made = extra_fields(self, columns, searching=form[0] == "s")
            setattr(self, form, {**made, **(getattr(self, form, None) or {})})
        super()._init_forms()
        mine = self.__dict__
        mine["formatters_columns"] = {**formatters_for(self), **mine["formatters_columns"]}

    # Reading

    def _list(self, **kwargs: Any) -> Any:
        self._check_parameters()
        check_search(self._filters, self._check_value)
        return super()._list(**kwargs)

    def _show(self, pk: Any) -> Any:
        self._check_parameters()
        return super()._show(identity(str(pk)))

    def _check_parameters(self) -> None:
        views = [self, *self._related_views]
        check_list_parameters({type(view).__name__: set(view.order_columns) for view in views})

    def _check_value(self, column: str, value: Any) -> None:
        check_value(self.datamodel, column, value)

    # Tabs: FAB shows every one; here only those whose rows the person may list.

    def _permitted_tabs(self) -> list[Any]:
        manager = self.appbuilder.sm
        return [view for view in self._related_views if manager.has_access("can_list", view.class_permission_name)]

    def _get_related_view_widget(
        self,
        item: Any,
        related_view: Any,
        order_column: str = "",
        order_direction: str = "",
        page: Any = None,
        page_size: Any = None,
    ) -> Any:
        """As FAB's; what is searched in a way of its own is listed so too: of a grid, everything in it and below."""
        name = related_view.datamodel.get_related_fk(self.datamodel.obj)
        own = related_view.own_filters.get(name) if type(related_view) is not type(self) else None
        filters = related_view.datamodel.get_filters()
        filters.add_filter_related_view(name, own[0] if own else Belongs, item.id)
        return related_view._get_view_widget(
            filters=filters, order_column=order_column, order_direction=order_direction, page=page, page_size=page_size
        )

    def _get_related_views_widgets(
        self, item: Any, orders: Any = None, pages: Any = None, page_sizes: Any = None, widgets: Any = None, **_: Any
    ) -> Any:
        widgets = widgets or {}
        widgets["related_views"] = [
            self._get_related_view_widget(item, view, *_state(view, orders, pages, page_sizes))
            for view in self._permitted_tabs()
        ]
        return widgets

    def render_template(self, template: str, **kwargs: Any) -> Any:
        """Render a page with the tabs the person may see."""
        if "related_views" in kwargs:
            kwargs["related_views"] = self._permitted_tabs()
        return super().render_template(template, **kwargs)

    @expose("/download/<string:filename>")
    @has_access
    def download(self, filename: str) -> Response:
        """FAB's own file download is not used."""
        abort(404)


def _state(view: Any, orders: Any, pages: Any, page_sizes: Any) -> tuple[str, str, Any, Any]:
    """Order column and direction, page and page size of a tab, from the address."""
    name = type(view).__name__
    column, direction = (orders or {}).get(name) or ("", "")
    return column, direction, (pages or {}).get(name), (page_sizes or {}).get(name)
