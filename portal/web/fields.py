"""Which form field each column of a screen gets: one table, so that labels, messages and cleaning are the same everywhere."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, validators

from portal.foundation.choices import Options
from portal.web.plain_fields import (
    DayField,
    NumberField,
    SealedField,
    SelectWidget,
    TextArea,
    TextField,
    WholeField,
    phone,
)
from portal.web.relation_fields import PickerField, RowField, RowsField
from portal.web.shape_field import ShapeField

CODE, CODE_HINT = "代号", "系统内部用，导入和方案靠它对应；用字母、数字，不能重复"
"""How screens call and explain the key of a row that people know by its name; it stands last, and in no list."""

LONG = 200
"""Texts that may be longer than this get a text area."""


def extra_fields(view: Any, columns: Any, searching: bool = False) -> dict[str, Field]:
    """Fields for those columns of a view that need one of ours; the rest is FAB's (times)."""
    made: dict[str, Field] = {}
    for name in columns or ():
        field = _field(view, name, searching)
        if field is not None:
            made[name] = field
    return made


def _field(view: Any, name: str, searching: bool) -> Field | None:
    data, label = view.datamodel, view.label_columns.get(name, name)
    common = {"label": label, "description": view.description_columns.get(name, "")}
    required = not searching and name not in view.optional and not _may_be_empty(data, name)
    if data.is_relation(name):
        return _relation(view, name, required, searching, common)
    if name not in data.list_columns:
        own = view.own_filters.get(name) if searching else None
        return getattr(own[0], "field", TextField)(**common) if own else None
    checks = [_required(label) if required else validators.Optional()]
    if name in view.choices:
        return choice_field(view.choices[name], not required, data.get_col_default(name), searching, **common)
    if data.is_boundary(name) or data.is_location(name):
        kind = "boundary" if data.is_boundary(name) else "location"
        return ShapeField(kind=kind, validators=[validators.Optional()], **common)
    if data.is_sealed(name):
        return SealedField(validators=[validators.Optional()], **common)
    return _plain(data, name, checks, searching, common)


def _relation(view: Any, name: str, required: bool, searching: bool, common: dict[str, Any]) -> Field:
    data = view.datamodel
    if name in view.pickers:
        return PickerField(interface=data, relation=name, required=required, **common)
    many = data.is_relation_many_to_many(name) or data.is_relation_one_to_many(name)
    return (RowsField if many else RowField)(
        interface=data, relation=name, required=required, searching=searching, **common
    )


def _plain(data: Any, name: str, checks: list[Any], searching: bool, common: dict[str, Any]) -> Field | None:
    default = None if searching else data.get_col_default(name)
    if (data.is_date(name) and not data.is_datetime(name)) or (searching and data.is_datetime(name)):
        return DayField(validators=checks, default=default, **common)
    if data.is_boolean(name) and not searching:
        return BooleanField(default=default, **common)
    if data.is_integer(name):
        return WholeField(validators=checks, default=default, **common)
    if data.is_numeric(name):
        return NumberField(validators=checks, default=default, **common)
    if not data.is_string(name):
        return None
    longest = data.get_max_length(name)
    if longest > 0:
        checks = [*checks, validators.Length(max=longest, message=f"最长 {longest} 个字")]
    if name == "phone" and not searching:
        checks = [*checks, phone]
    kind = TextArea if (longest > LONG or longest < 0) and not searching else TextField
    return kind(validators=checks, default=default, column=name, **common)


def _may_be_empty(data: Any, name: str) -> bool:
    if data.is_relation_many_to_many(name) or data.is_relation_one_to_many(name):
        return True
    return bool(data.is_nullable(name)) or data.is_boundary(name)


def _required(label: str) -> Any:
    return validators.InputRequired(message=f"请填写{label}")


def radio_field(choices: Options, label: str, description: str = "") -> RadioField:
    """Radio buttons, none of them chosen yet: for what must be answered on purpose."""
    needed = [validators.InputRequired(message=f"请选择{label}")]
    return _RadioField(label, choices=choices.options(), validators=needed, description=description)


class _RadioField(RadioField):
    def pre_validate(self, form: Any) -> None:
        """A key that is no option is refused."""
        if self.data and self.data not in dict(self.choices):
            raise validators.ValidationError("请从列表中选择")


def choice_field(
    choices: Options, optional: bool, default: Any = None, retired: bool = False, **common: Any
) -> SelectField:
    """A select box of labels; an optional one starts with an empty choice that is stored as nothing. What is offered is asked
    when a form is shown; `retired`: also what is not offered any more."""
    checks = (
        [validators.Optional()] if optional else [validators.InputRequired(message=f"请选择{common.get('label', '')}")]
    )
    return _ChoiceField(
        offered=choices,
        retired=retired,
        optional=optional,
        coerce=_key,
        default=None if optional else default,
        validators=checks,
        widget=SelectWidget(),
        **common,
    )


class _ChoiceField(SelectField):
    choices: Any

    def __init__(self, offered: Options, retired: bool, optional: bool, **kwargs: Any) -> None:
        self.offered, self.retired, self.optional = offered, retired, optional
        super().__init__(choices=self._options, **kwargs)

    def _options(self) -> list[tuple[str, str]]:
        return [("", "请选择")] * self.optional + self.offered.options(self.retired)

    def process_data(self, value: Any) -> None:
        """A stored key that is not offered any more stays an option of its row."""
        super().process_data(value)
        if self.data and self.data not in dict(self.choices):
            self.choices = [*self.choices, (self.data, self.offered.label_of(self.data))]

    def pre_validate(self, form: Any) -> None:
        """A key that is no option is refused."""
        if self.data and self.data not in dict(self.offered.options(retired=True)):
            raise validators.ValidationError("请从列表中选择")


def _key(value: Any) -> Any:
    return str(value) if value else None
