"""Fields of a town's own on a resource: in its schemas, columns and filters; never the sensitive ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_appbuilder.api import ModelRestApi

from portal.web.custom import Custom
from portal.web.faces import Face, Following


class CustomApi(Following, ModelRestApi):
    """A resource with the profile's fields, wherever its table has any."""

    FOLLOWS = frozenset({
        "list_columns", "list_select_columns", "show_columns", "show_select_columns", "add_columns", "edit_columns", "search_columns",
        "label_columns", "description_columns", "list_model_schema", "show_model_schema", "add_model_schema", "edit_model_schema",
    })  # fmt: skip

    def face_of(self, custom: Custom, base: Callable[[str], Any]) -> Face:
        """Columns and schemas under a version of the profile."""
        open_ = [field.attribute for field in custom.open]
        asked = [field.attribute for field in custom.asked if not field.sensitive]
        listed = [field.attribute for field in custom.listed]
        columns = {
            **{name: [*base(name), *listed] for name in ("list_columns", "list_select_columns")},
            **{name: [*base(name), *open_] for name in ("show_columns", "show_select_columns")},
            **{name: [*base(name), *asked] for name in ("add_columns", "edit_columns")},
        }
        return {
            **columns, **self._schemas(columns),
            "search_columns": [*base("search_columns"), *(field.attribute for field in custom.searched)],
            "label_columns": {**base("label_columns"), **{field.attribute: field.label for field in custom.open}},
            "description_columns": {
                **base("description_columns"), **{field.attribute: field.hint for field in custom.open if field.hint},
            },
        }  # fmt: skip

    def _schemas(self, columns: dict[str, list[str]]) -> Face:
        convert = self.model2schemaconverter.convert
        return {
            f"{verb}_model_schema": convert(
                columns[f"{verb}_columns"],
                nested=verb in ("list", "show"),
                parent_schema_name=getattr(self, f"{verb}_model_schema_name"),
            )
            for verb in ("list", "show", "add", "edit")
        }
