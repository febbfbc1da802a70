"""Form fields for texts, days, numbers and sealed texts, with messages in Chinese."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_appbuilder.fieldwidgets import BS3TextAreaFieldWidget, BS3TextFieldWidget
from markupsafe import Markup
from wtforms import (
    DateField,
    DecimalField,
    Field,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
)
from wtforms.widgets import DateInput, NumberInput, Select

from portal.foundation.identity import phone_problem
from portal.foundation.sealed import masked
from portal.web.text import cleaned

MAX_WHOLE = 2_000_000_000
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)


class _DayInput(DateInput):
    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        return Markup(super().__call__(field, **{**kwargs, "class": "form-control"}))


class _NumberInput(NumberInput):
    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        return Markup(super().__call__(field, **{**kwargs, "class": "form-control"}))


class SelectWidget(Select):
    """A native select box."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The element."""
        return Markup(super().__call__(field, **{**kwargs, "class": "form-control"}))


def _filled(checks: list[Any]) -> list[Any]:
    """Spaces alone do not fill a text: judge what is left after cleaning."""
    return [
        validators.DataRequired(message=each.message) if isinstance(each, validators.InputRequired) else each
        for each in checks
    ]


class TextField(StringField):
    """A line of text, cleaned for its column (`portal.web.text`)."""

    widget = BS3TextFieldWidget()

    def __init__(self, column: str = "", validators: Any = (), **kwargs: Any) -> None:
        super().__init__(validators=_filled(list(validators)), filters=[lambda text: cleaned(column, text)], **kwargs)


class TextArea(TextField, TextAreaField):
    """Several lines of text."""

    widget = BS3TextAreaFieldWidget()


class DayField(DateField):
    """A day, of this century and the last; `earliest`: of what cannot have been before."""

    widget = _DayInput()

    def __init__(
        self, label: str | None = None, validators: Any = None, earliest: dt.date = _FIRST, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self._earliest = earliest

    def process_formdata(self, valuelist: list[Any]) -> None:
        """`2026-03-01` -> date."""
        text = "".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            found = dt.date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"“{text[:20]}”不是真实的日期，应写作 2026-03-01 的样子") from error
        if not self._earliest <= found <= _LAST:
            raise ValueError(f"“{text}”不在 {self._earliest} 至 {_LAST} 之间，请核对年份")
        self.data = found


class WholeField(IntegerField):
    """A whole number."""

    widget = _NumberInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Text -> int."""
        text = cleaned("number", "".join(valuelist))
        self.data = None
        if text is None:
            return
        if not (text.removeprefix("-").isdecimal() and len(text) < 11 and abs(int(text)) < MAX_WHOLE):
            raise ValueError(f"“{text[:20]}”不是整数")
        self.data = int(text)


class NumberField(DecimalField):
    """A number with decimals."""

    widget = _NumberInput(step="any")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Text -> Decimal."""
        text = cleaned("number", "".join(valuelist))
        self.data = None
        if text is None:
            return
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"“{text[:20]}”不是数字") from error
        if not number.is_finite() or abs(number) >= MAX_WHOLE:
            raise ValueError(f"“{text[:20]}”不是数字")
        self.data = number


class SealedField(StringField):
    """A sealed text: what is stored is shown with stars only; an empty field keeps it."""

    widget = BS3TextFieldWidget()

    def process_data(self, value: Any) -> None:
        """Never carry what is stored into the page; only its masked form, as the description."""
        self.data: str | None = None
        if value:
            self.description = f"已登记：{masked(value)}。留空则不修改"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Text, in plain characters."""
        self.data = cleaned("id_number", "".join(valuelist))
        if self.data:
            self.data = self.data.upper()

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set a new text; an empty field changes nothing."""
        if self.data:
            setattr(obj, name, self.data)


def phone(_form: Any, field: Field) -> None:
    """Validator: a Chinese mobile or landline number."""
    problem = phone_problem(field.data) if field.data else None
    if problem:
        raise ValidationError(problem)
