"""Form fields for fields of a town's own: typed inputs, judged as the profile says, stored as plain JSON values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import html_params

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.plans.custom import asked_of, level_ids
from portal.web.custom import fits, holds_at, path_of
from portal.web.plain_fields import DayField, NumberField, SelectWidget, TextArea, TextField, WholeField
from seeds.sections.fields import CustomField, is_empty

FLAGS = {"y": True, "n": False}


def form_field(field: CustomField) -> Field:
    """The input of a field."""
    if field.kind == "long_text":
        return AreaEntry(field)
    if field.kind == "integer":
        return WholeEntry(field, render_kw=_bounds(field))
    if field.kind == "decimal":
        return NumberEntry(field, render_kw={**_bounds(field), "step": "any"})
    kinds = {"date": DayEntry, "boolean": FlagEntry, "choice": ChoiceEntry, "choices": ChoicesEntry}
    return kinds.get(field.kind, TextEntry)(field)


def search_field(field: CustomField) -> Field:
    """What the search form needs to know of a field: its label and, where it is chosen from a list, that list."""
    if field.options:
        return SelectField(field.name, choices=[(option.key, option.name) for option in field.options])
    return StringField(field.label)


def _bounds(field: CustomField) -> dict[str, str]:
    ends = {"min": field.minimum, "max": field.maximum}
    return {name: f"{value:.15g}" for name, value in ends.items() if value is not None}


def _said(field: CustomField) -> str:
    """The hint, and what a number must lie between."""
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        limits = f"{low:.15g} 至 {high:.15g}"
    else:
        limits = f"不小于 {low:.15g}" if low is not None else f"不大于 {high:.15g}" if high is not None else ""
    return "；".join(each for each in (field.hint, limits) if each)


def _stands_in(form: Any, field: CustomField) -> bool:
    """Whether the record of this form stands where the field is asked."""
    chosen = next((form[name].data for name in ("grid", "household", "parent") if name in form), None)
    if not field.areas or chosen is None:
        return True
    return holds_at(field, path_of(chosen))


class Entry:
    """What the inputs share. A field that was not on the page, or is not asked of this kind of record, is left as it is."""

    data: Any
    raw_data: Any
    errors: Any
    process_errors: Any

    def __init__(self, definition: CustomField, **kwargs: Any) -> None:
        super().__init__(label=definition.label, description=_said(definition), **kwargs)  # type: ignore[call-arg]
        self.definition = definition
        self.kinds = definition.kinds
        self.levels = level_ids(db.session(), definition) if definition.levels else ()
        self.wide = definition.kind in ("long_text", "choices")
        if definition.required:
            self.flags.required = True  # type: ignore[attr-defined]

    def stored(self) -> Any:
        """The JSON value of what was entered."""
        return self.data

    def loaded(self, value: Any) -> Any:
        """What the input shows of a JSON value."""
        return value

    def process_data(self, value: Any) -> None:
        """Show what is stored; of a sensitive field only that something is."""
        if self.definition.sensitive and not is_empty(value):
            self.description = "已登记（不显示）。留空则不修改"
            value = None
        super().process_data(None if is_empty(value) else self.loaded(value))  # type: ignore[misc]

    def pre_validate(self, form: Any) -> None:
        """Judge what was entered as the profile says. Whether a sensitive field may stay empty shows when the record is filled."""
        kind, level = (form[name].data if name in form else None for name in ("kind", "level"))
        asked = asked_of(self.definition, kind, getattr(level, "key", None))
        if not asked or not _stands_in(form, self.definition):
            self.errors.clear()
            raise StopValidation()
        empty = is_empty(self.stored())
        if self.process_errors or (empty and self.definition.sensitive):
            raise StopValidation()
        problem = self.definition.problem_with(self.stored())
        if problem:
            raise StopValidation(problem)

    def populate_obj(self, obj: Any, name: str) -> None:
        """Store the value. Raises `Refusal` for a required sensitive field that has none yet."""
        value = self.stored()
        if not fits(obj, self.definition) or not self.raw_data:
            return
        if not (self.definition.sensitive and is_empty(value)):
            setattr(obj, name, value)
        elif self.definition.required and is_empty(getattr(obj, name)):
            raise Refusal(f"请填写{self.definition.name}", name)


class TextEntry(Entry, TextField):
    """A line of text, or a telephone number."""

    def __init__(self, definition: CustomField, **kwargs: Any) -> None:
        super().__init__(definition, column="phone" if definition.kind == "phone" else "", **kwargs)


class AreaEntry(Entry, TextArea):
    """Several lines of text."""


class WholeEntry(Entry, WholeField):
    """A whole number."""


class NumberEntry(Entry, NumberField):
    """A number with decimals."""

    def stored(self) -> Any:
        """As a float: JSON has no decimals."""
        return None if self.data is None else float(self.data)


class DayEntry(Entry, DayField):
    """A day."""

    def stored(self) -> Any:
        """As 2026-03-01."""
        return self.data.isoformat() if self.data else None

    def loaded(self, value: Any) -> Any:
        """Text -> date."""
        return dt.date.fromisoformat(value)


class ChoiceEntry(Entry, SelectField):
    """One of the options."""

    def __init__(self, definition: CustomField, **kwargs: Any) -> None:
        offered = [(option.key, option.name) for option in definition.options]
        super().__init__(definition, choices=[("", "请选择"), *offered], widget=SelectWidget(), **kwargs)


class FlagEntry(Entry, SelectField):
    """Yes or no, or not known: an unticked box would call the unknown a no."""

    def __init__(self, definition: CustomField, **kwargs: Any) -> None:
        offered = [("", "请选择"), ("y", "是"), ("n", "否")]
        super().__init__(definition, choices=offered, widget=SelectWidget(), **kwargs)

    def stored(self) -> Any:
        """As true or false."""
        return FLAGS.get(self.data, self.data)

    def loaded(self, value: Any) -> Any:
        """Truth -> key."""
        return "y" if value else "n"


class _Boxes:
    """A box to tick for every option, and one hidden answer that says the question was on the page."""

    def __call__(self, field: Any, **_: Any) -> Markup:
        boxes = [
            Markup('<label class="check"><input {}><span>{}</span></label>').format(
                Markup(html_params(type="checkbox", name=field.name, value=key, checked=key in (field.data or []))),
                name,
            )
            for key, name in field.choices
        ]
        hidden = Markup("<input {}>").format(Markup(html_params(type="hidden", name=field.name, value="")))
        return Markup('<div class="choices" id="{}" role="group">{}{}</div>').format(
            field.id, hidden, Markup("").join(boxes)
        )


class ChoicesEntry(Entry, SelectMultipleField):
    """Several of the options."""

    def __init__(self, definition: CustomField, **kwargs: Any) -> None:
        offered = [(option.key, option.name) for option in definition.options]
        super().__init__(definition, choices=offered, widget=_Boxes(), **kwargs)

    def stored(self) -> Any:
        """As a list of keys, in the order of the options."""
        chosen = set(self.data or ()) - {""}
        known = [option.key for option in self.definition.options]
        return [key for key in known if key in chosen] + sorted(chosen - set(known))
