"""Form fields for related rows. Only rows the person may see can be chosen, and a row they may not see is never unlinked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from flask import request, url_for
from flask_appbuilder.fields import QuerySelectField, QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget, Select2Widget
from markupsafe import Markup, escape
from sqlalchemy import select
from wtforms import Field, ValidationError, validators
from wtforms.widgets import html_params

MAX_OPTIONS = 500
UNKNOWN = "所选内容不存在，或不在您的管辖范围内"


class Chosen:
    """Validator: a row is chosen. It judges the row, not the text: a row preset by a link has no text."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Keep what was already found wrong with the text."""
        if field.data is None:
            raise validators.StopValidation("" if field.errors else self.message)


def required_or_not(required: bool, label: str) -> list[Any]:
    """The validators of a relation."""
    return [Chosen(f"请选择{label}")] if required else [validators.Optional()]


def rows_of(interface: Any, relation: str) -> list[Any]:
    """The visible rows of a small table."""
    model = interface.get_related_model(relation)
    return list(interface.session.scalars(select(model).order_by(model.id).limit(MAX_OPTIONS)))


def _link(field: Any, obj: Any, name: str) -> None:
    """Link `obj` to the chosen row; when nothing is chosen and nothing visible is linked, leave it as it is."""
    if field.data is not None or getattr(obj, name) is not None:
        setattr(obj, name, field.data)


def _offered(field: Any, choices: Iterable[Any]) -> Iterator[Any]:
    """The choices without rows that the plan has withdrawn: kept with those who have them, not given any more."""
    withdrawn = {pk for pk, row in field._get_object_list() if getattr(row, "retired", False) and not field.searching}
    return (each for each in choices if each[2] or each[0] not in withdrawn)


class RowField(QuerySelectField):
    """A row of a small table, in a select box."""

    def __init__(
        self, interface: Any = None, relation: str = "", required: bool = False, searching: bool = False, **kwargs: Any
    ) -> None:
        self.searching = searching
        super().__init__(
            query_func=lambda: rows_of(interface, relation), get_pk_func=lambda row: row.id, allow_blank=True,
            blank_text="请选择", widget=Select2Widget(), validators=required_or_not(required, str(kwargs.get("label", ""))),
            **kwargs,
        )  # fmt: skip

    def iter_choices(self) -> Any:
        """Without what is not given any more, unless it is chosen."""
        return _offered(self, super().iter_choices())

    def pre_validate(self, form: Any) -> None:
        """A value that is no option is refused."""
        if self.data is None and self._formdata:
            raise ValidationError(UNKNOWN)

    def populate_obj(self, obj: Any, name: str) -> None:
        """Link the row."""
        _link(self, obj, name)


class RowsField(QuerySelectMultipleField):
    """Rows of a small table, in a select box that takes several."""

    def __init__(
        self, interface: Any = None, relation: str = "", required: bool = False, searching: bool = False, **kwargs: Any
    ) -> None:
        self.searching = searching
        super().__init__(
            query_func=lambda: rows_of(interface, relation), get_pk_func=lambda row: row.id, widget=Select2ManyWidget(),
            validators=required_or_not(required, str(kwargs.get("label", ""))), **kwargs,
        )  # fmt: skip

    def iter_choices(self) -> Any:
        """Without what is not given any more, unless it is chosen."""
        return _offered(self, super().iter_choices())

    def pre_validate(self, form: Any) -> None:
        """Values that are no options are refused."""
        if self.data is not None and self._invalid_formdata:
            raise ValidationError(UNKNOWN)


class PickerWidget:
    """A select box that searches on the server; see static/portal/picker.js."""

    def __call__(self, field: PickerField, **kwargs: Any) -> Markup:
        attributes = html_params(
            id=field.id, name=field.name, data_url=field.search_url(), **{"class": "remote-picker form-control"}
        )
        chosen = field.chosen()
        option = Markup("")
        if chosen is not None:
            option = Markup('<option value="{}" selected>{}</option>').format(chosen.id, escape(str(chosen)))
        return Markup('<select {}><option value=""></option>{}</select>').format(Markup(attributes), option)


class PickerField(Field):
    """A row of a related, possibly large table."""

    widget = PickerWidget()

    def __init__(self, interface: Any = None, relation: str = "", required: bool = False, **kwargs: Any) -> None:
        super().__init__(validators=required_or_not(required, str(kwargs.get("label", ""))), **kwargs)
        self.interface = interface
        self.relation = relation

    def search_url(self) -> str:
        """Where choices are searched."""
        table = self.interface.get_related_model(self.relation).__tablename__
        return url_for("PickerView.search", table=table)

    def chosen(self) -> Any:
        """The row chosen now; in a search form, the one the list is narrowed to."""
        if self.data is not None:
            return self.data
        searched = request.args.get(f"_flt_0_{self.name}", "") if request.method == "GET" else ""
        return self._row(searched)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Id -> row, through the scoped session."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = self._row(text)
        if text and self.data is None:
            raise ValueError(UNKNOWN)

    def populate_obj(self, obj: Any, name: str) -> None:
        """Link the row."""
        _link(self, obj, name)

    def _row(self, text: str) -> Any:
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            return None
        return self.interface.session.get(self.interface.get_related_model(self.relation), int(text))
