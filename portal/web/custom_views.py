"""Fields of a town's own on a screen: in its lists, forms, search, record pages and exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask_appbuilder import ModelView

from portal.web.custom import Custom, custom_of, fits
from portal.web.custom_forms import form_field, search_field
from portal.web.faces import Face, Following
from portal.web.formatters import NOTHING
from seeds.sections.fields import CustomField, is_empty

HIDDEN = "******"
"""How a sensitive value stands on its page, whatever its length."""


class CustomView(Following, ModelView):
    """A screen with the profile's fields, wherever its table has any."""

    list_end: ClassVar[tuple[str, ...]] = ()
    """Columns of the list that stand behind the profile's."""

    FOLLOWS = frozenset({
        "list_columns", "show_columns", "add_columns", "edit_columns", "search_columns", "label_columns", "description_columns",
        "formatters_columns", "add_fieldsets", "edit_fieldsets", "add_form", "edit_form", "search_form",
    })  # fmt: skip

    def face_of(self, custom: Custom, base: Callable[[str], Any]) -> Face:
        """Columns and forms under a version of the profile."""
        asked = [field.attribute for field in custom.asked]
        return {
            "list_columns": self._listed(base("list_columns"), [field.attribute for field in custom.listed]),
            "show_columns": [*base("show_columns"), *(field.attribute for field in custom.fields)],
            "search_columns": [*base("search_columns"), *(field.attribute for field in custom.searched)],
            "label_columns": {**base("label_columns"), **{field.attribute: field.label for field in custom.fields}},
            "formatters_columns": {**base("formatters_columns"), **{each.attribute: formatter(each) for each in custom.fields}},
            "add_columns": [*base("add_columns"), *asked], "edit_columns": [*base("edit_columns"), *asked],
            "add_fieldsets": custom.fieldsets(custom.asked, base("add_columns")),
            "edit_fieldsets": custom.fieldsets(custom.asked, base("edit_columns")),
            "add_form": with_fields(base("add_form"), custom.asked, form_field),
            "edit_form": with_fields(base("edit_form"), custom.asked, form_field),
            "search_form": with_fields(base("search_form"), custom.searched, search_field),
        }  # fmt: skip

    def _listed(self, columns: list[str], added: list[str]) -> list[str]:
        """The columns of a list with those of the profile among them: on a narrow screen what comes last is out of sight."""
        ends = set(self.list_end)
        return [*(name for name in columns if name not in ends), *added, *(name for name in columns if name in ends)]

    def _get_show_widget(self, pk: Any, item: Any, **arguments: Any) -> Any:
        """A record with the fields of its kind; retired ones only where they hold something."""
        custom = custom_of(self.datamodel.obj)
        if custom.fields:
            shown = [each for each in custom.fields if fits(item, each) and _worth_showing(item, each)]
            arguments["show_fieldsets"] = custom.fieldsets(shown, object.__getattribute__(self, "show_columns"))
        return super()._get_show_widget(pk, item, **arguments)


def formatter(field: CustomField) -> Callable[[Any], Any]:
    """How a stored value of the field reads."""
    if field.sensitive:
        return lambda value: NOTHING if is_empty(value) else HIDDEN
    return lambda value: NOTHING if is_empty(value) else field.shown(value)


def with_fields(form: Any, fields: list[CustomField], make: Callable[[CustomField], Any]) -> Any:
    """A form class with inputs for these fields after its own."""
    return type("DynamicForm", (form,), {field.attribute: make(field) for field in fields}) if fields else form


def _worth_showing(item: Any, field: CustomField) -> bool:
    return not (field.retired and is_empty(getattr(item, field.attribute)))
