"""Adding, changing and deleting rows: checked, in scope, refusals on their field with the person's input kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import abort, after_this_request, flash, g, redirect
from flask import request as http
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.urltools import get_order_args, get_page_args, get_page_size_args
from flask_appbuilder.views import expose
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response
from wtforms import FileField

from portal.foundation.audit import person_name
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Conflict, Refusal, each_of
from portal.foundation.once import Repeated
from portal.web.once import lead_to, take_once
from portal.web.parameters import identity, search_arguments
from portal.web.returning import ReturningView

MOST_OF_A_NAME = 40


class GuardedWriting(ReturningView):
    """FAB flashes every exception of its hooks with status 200; here a refusal is a 422 page and anything else a logged fault."""

    def check(self, item: Any) -> None:
        """Called before a row is added or changed, with the new values in it. Raise `Refusal` to stop."""

    def check_delete(self, item: Any) -> None:
        """Called before a row is deleted. Raise `Refusal` to stop."""

    def problems(self, form: Any) -> Iterable[tuple[str, str]]:
        """What is wrong with a form beyond its single fields, as (sentence, field): told together with what they say."""
        return ()

    def may_change(self, item: Any) -> bool:
        """Whether the row still stands to be changed; where not, changing is not offered. The rule itself is in `check`."""
        return True

    def may_remove(self, item: Any) -> bool:
        """Whether the row still stands to be deleted; where not, deleting is not offered. The rule itself is in `check_delete`."""
        return True

    def begin(self, form: Any, preset: dict[str, Any]) -> None:
        """Called before an empty form is shown, with the rows it is opened for: fill in what is likely."""

    def _add(self) -> Any:
        preset = self._preset()
        form = self.add_form.refresh()
        if http.method == "POST":
            for name, row in preset.items():
                form[name].data = row
            item = self.datamodel.obj()
            if self._is_right(form) and self._keep(form, item, self.datamodel.add):
                g.kept_row = item.id
                flash(said_of(item, self.add_row_message), "success")
                return None
            refused(form)
        else:
            self.begin(form, preset)
        return self._get_add_widget(form=form, exclude_cols=list(preset))

    def _preset(self) -> dict[str, Any]:
        """Related rows that the link of a tab sets (`?_flt_0_household=5`); 404 for one the person may not see."""
        wanted = [(name, value) for number, name, value in search_arguments() if number == 0]
        return {
            name: self.datamodel.get_related_obj(name, value) or abort(404)
            for name, value in wanted
            if name in self.add_columns and self.datamodel.is_relation_many_to_one(name)
        }

    def owners(self) -> list[Any]:
        """The rows that the form of this request is opened for."""
        return list(self._preset().values()) if http.endpoint == f"{self.endpoint}.add" else []

    def _edit(self, pk: Any) -> Any:
        self._check_parameters()
        item = self.datamodel.get(identity(str(pk)), self._base_filters) or abort(404)
        if http.method == "POST":
            form = self.edit_form.refresh(http.form)
            if self._is_right(form) and self._keep(form, item, self.datamodel.edit):
                flash(said_of(item, self.edit_row_message), "success")
                return None
            refused(form)
            return self._get_edit_widget(form=form)
        form = self.edit_form.refresh(obj=item)
        self.prefill_form(form, pk)
        widgets = self._get_edit_widget(form=form)
        return self._get_related_views_widgets(
            item, orders=get_order_args(), pages=get_page_args(), page_sizes=get_page_size_args(), widgets=widgets
        )

    def _is_right(self, form: Any) -> bool:
        right = bool(form.validate())
        for sentence, name in self.problems(form):
            form[name].errors, right = form[name].errors or [sentence], False
        return right

    def _keep(self, form: Any, item: Any, write: Callable[[Any], None]) -> bool:
        """Fill the row from the form, check and write it. A refusal lands on its field and nothing is written. The form of a new row
        that is sent twice leads to the row of the first time."""
        session = self.datamodel.session
        try:
            mark = None if getattr(item, "id", None) else take_once(as_filled=True)
            with session.no_autoflush:
                self.process_form(form, not getattr(item, "id", None))
                form.populate_obj(item)
                self.check(item)
            write(item)
            if mark:
                lead_to(mark, self.page_of(item.id) or self._list_page())
                session.commit()
        except Repeated:
            raise
        except (Refusal, SQLAlchemyError) as error:
            session.rollback()
            refusal = error if isinstance(error, Refusal) else refusal_for(error)
            if refusal is None:
                raise
            show_refusal(form, refusal)
            g.clashed = isinstance(refusal, Conflict)
            return False
        return True

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: Any) -> Response:
        """Delete a row; never by GET."""
        answer: Response = self.post_delete_redirect() if self._delete(pk) else redirect(self.get_redirect())
        return answer

    def _delete(self, pk: Any) -> bool:
        item = self.datamodel.get(identity(str(pk)), self._base_filters) or abort(404)
        told = said_of(item, self.delete_row_message)
        try:
            self.check_delete(item)
            self.datamodel.delete(item)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            flash(refusal.message, "danger")
            return False
        flash(told, "success")
        return True


def said_of(item: Any, message: Any) -> str:
    """What a person is told of a row: the message with `{row}` as the row names itself, at most 40 characters of it."""
    name = person_name(item) if hasattr(item, "last_name") else str(item)
    short = name if len(name) <= MOST_OF_A_NAME else name[: MOST_OF_A_NAME - 1] + "…"
    return str(message).format(row=short, item=item)


def show_refusal(form: Any, refusal: Refusal) -> None:
    """Put each problem of a refusal on the field it names, otherwise above the form."""
    for problem in each_of(refusal):
        field = form._fields.get(problem.field) if problem.field else None
        if field is None:
            flash(problem.message, "danger")
        else:
            field.errors = [*field.errors, problem.message]


def refused(form: Any) -> None:
    """Show the form again with status 422, or 409 when others were writing. Browsers do not keep chosen files, so those are to be chosen again."""
    answer_with(Conflict.status if g.get("clashed") else 422)
    for field in form:
        if isinstance(field, FileField) and getattr(field.data, "filename", None) and not field.errors:
            field.errors = [f"请重新选择{field.label.text}"]


def answer_with(status: int) -> None:
    """Give the page of this request a status other than 200; a fault that comes after stays a fault."""

    @after_this_request
    def with_status(response: Response) -> Response:
        if response.status_code < 500:
            response.status_code = status
        return response
