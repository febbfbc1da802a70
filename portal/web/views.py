"""The base of every screen on a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import abort, after_this_request, flash, g, redirect, request
from flask_appbuilder import ModelView
from flask_appbuilder.urltools import get_filter_args, get_order_args, get_page_args, get_page_size_args
from flask_appbuilder.views import expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from portal.foundation.choices import Choice
from portal.foundation.errors import BadParameter, Refusal
from portal.web.fields import extra_fields
from portal.web.formatters import formatters_for
from portal.web.parameters import check_list_parameters, identity


class PortalView(ModelView):
    """A scoped, guarded screen. Concepts declare columns and labels and, where needed, `check` hooks of a line or two."""

    page_size = 20
    base_permissions: Any = None
    choices: ClassVar[dict[str, type[Choice]]] = {}
    """Columns with keys of a `Choice`: shown by label, edited and searched with a select box."""
    pickers: ClassVar[tuple[str, ...]] = ()
    """Relations to large tables, edited with a remote picker (`portal.web.picker`)."""
    list_hint: ClassVar[str] = ""
    """What to do next when the list is empty."""

    add_row_message = "已保存"
    edit_row_message = "修改已保存"
    delete_row_message = "已删除"
    list_template = "portal/list.html"
    show_template = "portal/show.html"
    add_template = "portal/add.html"
    edit_template = "portal/edit.html"

    @property
    def _filters(self) -> Any:
        """The search of this request: FAB keeps it on the view, where threads would share it."""
        store: dict[str, Any] = g.setdefault("portal_filters", {}) if g else {}
        name = type(self).__name__
        if name not in store:
            store[name] = self.datamodel.get_filters(self.search_columns)
        return store[name]

    @_filters.setter
    def _filters(self, value: Any) -> None:
        """FAB sets a shared one at start; it is not kept."""

    def _init_forms(self) -> None:
        for form in ("add_form_extra_fields", "edit_form_extra_fields", "search_form_extra_fields"):
            columns = {"a": self.add_columns, "e": self.edit_columns, "s": self.search_columns}[form[0]]
            made = extra_fields(self, columns, searching=form[0] == "s")
            setattr(self, form, {**made, **(getattr(self, form, None) or {})})
        super()._init_forms()
        self.formatters_columns = {**formatters_for(self), **self.formatters_columns}

    # Reading

    def _list(self, **kwargs: Any) -> Any:
        self._check_parameters()
        return super()._list(**kwargs)

    def _show(self, pk: Any) -> Any:
        self._check_parameters()
        return super()._show(identity(str(pk)))

    def _check_parameters(self) -> None:
        views = [self, *self._related_views]
        check_list_parameters({type(view).__name__: set(view.order_columns) for view in views})

    # Writing

    def check(self, item: Any) -> None:
        """Called before a row is added or changed, with the new values in it. Raise `Refusal` to stop."""

    def check_delete(self, item: Any) -> None:
        """Called before a row is deleted. Raise `Refusal` to stop."""

    def _add(self) -> Any:
        get_filter_args(self._filters, disallow_if_not_in_search=False)
        exclude = self._filters.get_relation_cols()
        form = self.add_form.refresh()
        if request.method == "POST":
            self._fill_form_exclude_cols(exclude, form)
            item = self.datamodel.obj()
            if form.validate() and self._keep(form, item, self.datamodel.add):
                flash(str(self.add_row_message), "success")
                return None
            _answer(422)
        else:
            self.update_redirect()
        return self._get_add_widget(form=form, exclude_cols=exclude)

    def _edit(self, pk: Any) -> Any:
        self._check_parameters()
        get_filter_args(self._filters, disallow_if_not_in_search=False)
        exclude = self._filters.get_relation_cols()
        item = self.datamodel.get(identity(str(pk)), self._base_filters) or abort(404)
        if request.method == "POST":
            form = self.edit_form.refresh(request.form)
            self._fill_form_exclude_cols(exclude, form)
            form._id = self.datamodel.get_pk_value(item)
            if form.validate() and self._keep(form, item, self.datamodel.edit):
                flash(str(self.edit_row_message), "success")
                return None
            _answer(422)
            return self._get_edit_widget(form=form, exclude_cols=exclude)
        form = self.edit_form.refresh(obj=item)
        self.prefill_form(form, pk)
        widgets = self._get_edit_widget(form=form, exclude_cols=exclude)
        self.update_redirect()
        return self._get_related_views_widgets(
            item, orders=get_order_args(), pages=get_page_args(), page_sizes=get_page_size_args(), widgets=widgets
        )

    def _keep(self, form: Any, item: Any, write: Callable[[Any], None]) -> bool:
        """Fill the row from the form, check and write it. A refusal lands on its field and nothing is written."""
        try:
            with self.datamodel.session.no_autoflush:
                self.process_form(form, not getattr(item, "id", None))
                form.populate_obj(item)
                self.check(item)
            write(item)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            show_refusal(form, refusal)
            return False
        return True

    def _delete(self, pk: Any) -> None:
        item = self.datamodel.get(identity(str(pk)), self._base_filters) or abort(404)
        try:
            self.check_delete(item)
            self.datamodel.delete(item)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            flash(refusal.message, "danger")
        else:
            flash(str(self.delete_row_message), "success")
        self.update_redirect()

    # Actions: FAB looks rows up without any filter and trusts the name; both are checked here.

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Response:
        """Run an action on one row of the show page."""
        return self._act(name, [pk], single=True)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Response:
        """Run an action on the rows chosen in the list."""
        return self._act(request.form.get("action", ""), request.form.getlist("rowid"), single=False)

    def _act(self, name: str, pks: list[str], single: bool) -> Response:
        action = self.actions.get(name)
        if action is None:
            raise BadParameter("没有这个操作")
        if not self.appbuilder.sm.has_access(self.get_action_permission_name(name), self.class_permission_name):
            raise Refusal("您没有执行此操作的权限")
        if len(pks) > MAX_ACTION_ROWS:
            raise BadParameter(f"一次最多处理 {MAX_ACTION_ROWS} 条")
        items = [self.datamodel.get(identity(pk), self._base_filters) or abort(404) for pk in pks]
        if not items:
            flash("请先勾选要处理的记录", "warning")
            return redirect(self.get_redirect())
        try:
            answer: Response = action.func(items[0] if single and not action.multiple else items)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            flash(refusal.message, "danger")
            return redirect(self.get_redirect())
        return answer

    @expose("/download/<string:filename>")
    @has_access
    def download(self, filename: str) -> Response:
        """FAB's own file download is not used."""
        abort(404)


MAX_ACTION_ROWS = 1000


def show_refusal(form: Any, refusal: Refusal) -> None:
    """Put a refusal on the field it names, otherwise above the form."""
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is None:
        flash(refusal.message, "danger")
    else:
        field.errors = [*field.errors, refusal.message]


def _answer(status: int) -> None:
    """Give the page of this request a status other than 200."""

    @after_this_request
    def with_status(response: Response) -> Response:
        response.status_code = status
        return response
