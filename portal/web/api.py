"""The base of every REST resource: the same rows, verbs and rules as its screen; refusals as 422 `{message, field}`."""

from __future__ import annotations

import json
from typing import Any

import prison
from flask import request
from flask_appbuilder.api import ModelRestApi

from portal.foundation.errors import BadParameter
from portal.web.answers import answered
from portal.web.custom_api import CustomApi
from portal.web.custom_schemas import CustomJson
from portal.web.parameters import MAX_PAGE, MAX_PAGE_SIZE, check_whole
from portal.web.request_filters import RequestFilters
from portal.web.rest_writing import RestWriting
from portal.web.schemas import PortalConverter

_LEAVES = {"id": "编号", "name": "名称", "full_name": "全称", "head_name": "户主", "address": "地址"}
VERBS = {"info": "list", "get_list": "list", "get": "show", "post": "add", "put": "edit", "delete": "delete"}


def check_query() -> None:
    """Raise `BadParameter` for a `q` that is neither Rison nor JSON; the decoder may also nest without end."""
    text = request.args.get("q", "")
    for decode in (prison.loads, json.loads) if text else ():
        try:
            decode(text)
        except (prison.decoder.ParserException, ValueError, RecursionError, IndexError, TypeError):
            continue
        return
    if text:
        raise BadParameter("查询参数 q 不是正确的 Rison 或 JSON")


class PortalApi(RequestFilters, CustomApi, RestWriting):
    """A resource. Declare `screen`, `resource_name` and the columns of each verb; never sealed or binary ones."""

    allow_browser_login = True
    csrf_exempt = False
    method_permission_name: Any = VERBS
    model2schemaconverter: Any = PortalConverter
    max_page_size = MAX_PAGE_SIZE

    def __init__(self) -> None:
        self.class_permission_name = self.screen.__name__
        for title in ("list_title", "show_title", "add_title", "edit_title"):
            setattr(self, title, getattr(self.screen, title, None) or self.screen.list_title)
        self.label_columns = self._labels()
        told = {*self.show_columns, *self.add_columns, *self.edit_columns}
        self.description_columns = {k: v for k, v in (self.screen.description_columns or {}).items() if k in told}
        self.search_columns: Any = list(self.search_columns or self.screen.search_columns or [])
        self.base_order = self.screen.base_order
        self.datamodel.choices = self.screen.choices
        self.datamodel.own_filters = self.screen.own_filters
        self.model2schemaconverter = type(
            "ScreenConverter", (PortalConverter,), {"choices": self.screen.choices, "optional": self.screen.optional}
        )
        super().__init__()

    def _labels(self) -> dict[str, str]:
        labels = {"id": "编号", **(self.screen.label_columns or {})}
        for name in {*self.list_columns, *self.show_columns}:
            root, dot, leaf = name.partition(".")
            if dot:
                labels[name] = f"{labels.get(root, root)}：{_LEAVES.get(leaf, leaf)}"
        return labels

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        """FAB's blueprint, with queries checked before FAB decodes them."""
        blueprint = super().create_blueprint(*args, **kwargs)
        blueprint.before_request(check_query)
        return blueprint

    # Reading

    info_headless = answered(ModelRestApi.info_headless)
    get_headless = answered(ModelRestApi.get_headless)
    get_list_headless = answered(ModelRestApi.get_list_headless)

    def _sanitize_page_args(self, page: Any, page_size: Any) -> Any:
        """As FAB's, which would pass any page on to the database. Raises `BadParameter`."""
        check_whole(str(page or 0), 0, MAX_PAGE, "页码")
        return super()._sanitize_page_args(page, page_size)

    def _get_field_info(self, field: Any, filter_rel_field: Any, page: Any = None, page_size: Any = None) -> Any:
        info = super()._get_field_info(field, filter_rel_field, page=page, page_size=page_size)
        info.pop("validate", None)
        info["description"] = str(
            self.description_columns.get(field.name, "")
        )  # FAB translates "" to the catalogue's head
        if isinstance(field, CustomJson):
            info["choices"] = [{"key": each.key, "label": each.name} for each in field.definition.options]
        if field.name in self.screen.choices:
            info["choices"] = [{"key": key, "label": label} for key, label in self.screen.choices[field.name].options()]
        return info

    def _get_list_related_field(
        self, field: Any, filter_rel_field: Any, page: Any = None, page_size: Any = None
    ) -> Any:
        """The rows a small table offers; those of a large one are searched with its own resource."""
        if field.name in self.screen.pickers:
            return 0, []
        return super()._get_list_related_field(field, filter_rel_field, page=page, page_size=page_size)
