"""The base of every REST resource: the same rows, verbs and rules as its screen; refusals as 422 `{message, field}`."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from typing import Any, ClassVar

import prison
from flask import Response, g, request
from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.exceptions import FABException
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from portal.foundation.errors import BadParameter, Refusal
from portal.web.errors import FAULT, SENTENCES
from portal.web.parameters import MAX_PAGE_SIZE, identity
from portal.web.schemas import PortalConverter
from portal.web.views import PortalView

log = logging.getLogger("portal")

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


def answered(method: Callable[..., Response]) -> Callable[..., Response]:
    """A refusal becomes its own answer, a fault a neutral one: FAB would make both a 500."""

    @functools.wraps(method)
    def call(self: PortalApi, *args: Any, **kwargs: Any) -> Response:
        try:
            return method(self, *args, **kwargs)
        except Refusal as refusal:
            self.datamodel.session.rollback()
            return self.refused(refusal.status, refusal.message, refusal.field)
        except HTTPException:
            raise
        except FABException:
            return self.refused(400, SENTENCES[400])
        except Exception:
            self.datamodel.session.rollback()
            log.exception("%s %s", request.method, request.path)
            return self.refused(500, FAULT)

    return call


class PortalApi(ModelRestApi):
    """A resource. Declare `screen`, `resource_name` and the columns of each verb; never sealed or binary ones."""

    screen: ClassVar[type[PortalView]]
    """The screen whose verbs, labels, choices and checks govern this resource."""

    allow_browser_login = True
    csrf_exempt = False
    method_permission_name: Any = VERBS
    model2schemaconverter: Any = PortalConverter
    max_page_size = MAX_PAGE_SIZE

    def __init__(self) -> None:
        self.class_permission_name = self.screen.__name__
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
                labels[name] = f"{labels.get(root, root)}:{_LEAVES.get(leaf, leaf)}"
        return labels

    @property
    def _filters(self) -> Any:
        """The filters of this request, as on screens."""
        store: dict[str, Any] = g.setdefault("portal_filters", {}) if g else {}
        name = type(self).__name__
        if name not in store:
            store[name] = self.datamodel.get_filters(self.search_columns)
        return store[name]

    @_filters.setter
    def _filters(self, value: Any) -> None:
        """FAB sets a shared one at start; it is not kept."""

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        """FAB's blueprint, with queries checked before FAB decodes them."""
        blueprint = super().create_blueprint(*args, **kwargs)
        blueprint.before_request(check_query)
        return blueprint

    def rules(self) -> PortalView:
        """The screen, whose checks are run before every write."""
        found: PortalView = next(view for view in self.appbuilder.baseviews if type(view) is self.screen)
        return found

    # Answers

    def refused(self, status: int, message: str, field: str | None = None) -> Response:
        """An answer that says what is wrong and with which field."""
        answer: Response = self.response(status, message=message, **({"field": field} if field else {}))
        return answer

    def response_400(self, message: Any = None) -> Response:
        """Nonsense."""
        return self.refused(400, SENTENCES[400])

    def response_401(self) -> Response:
        """Nobody is signed in."""
        return self.refused(401, SENTENCES[401])

    def response_403(self) -> Response:
        """The verb is not held."""
        return self.refused(403, SENTENCES[403])

    def response_404(self) -> Response:
        """No such row in scope."""
        return self.refused(404, SENTENCES[404])

    def response_500(self, message: Any = None) -> Response:
        """A fault, logged."""
        return self.refused(500, FAULT)

    # Reading

    info_headless = answered(ModelRestApi.info_headless)
    get_headless = answered(ModelRestApi.get_headless)
    get_list_headless = answered(ModelRestApi.get_list_headless)

    def _get_field_info(self, field: Any, filter_rel_field: Any, page: Any = None, page_size: Any = None) -> Any:
        info = super()._get_field_info(field, filter_rel_field, page=page, page_size=page_size)
        info.pop("validate", None)
        info["description"] = str(
            self.description_columns.get(field.name, "")
        )  # FAB translates "" to the catalogue's head
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

    # Writing

    @answered
    def post_headless(self) -> Response:
        """Add a row."""
        item = self._checked(self._loaded(self.add_model_schema, self._body()))
        self.datamodel.add(item)
        answer: Response = self.response(201, id=item.id, result=self.add_model_schema.dump(item))
        return answer

    @answered
    def put_headless(self, pk: Any) -> Response:
        """Change a row; fields that are not sent stay as they are."""
        item = self.datamodel.get(identity(str(pk)), self._base_filters)
        if item is None:
            return self.response_404()
        self._checked(self._loaded(self.edit_model_schema, self._body(), instance=item, partial=True))
        self.datamodel.edit(item)
        answer: Response = self.response(200, result=self.edit_model_schema.dump(item))
        return answer

    @answered
    def delete_headless(self, pk: Any) -> Response:
        """Delete a row."""
        item = self.datamodel.get(identity(str(pk)), self._base_filters)
        if item is None:
            return self.response_404()
        self.rules().check_delete(item)
        self.datamodel.delete(item)
        answer: Response = self.response(200, message="已删除")
        return answer

    def _body(self) -> dict[str, Any]:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadParameter("请求内容应为 JSON 对象")
        return body

    def _loaded(self, schema: Any, body: dict[str, Any], **how: Any) -> Any:
        with self.datamodel.session.no_autoflush:
            try:
                return schema.load(body, **how)
            except ValidationError as error:
                name, problems = next(iter(dict(error.messages_dict).items()))
                sentence = problems[0] if isinstance(problems, list) else next(iter(problems.values()))
                label = self.label_columns.get(name, name)
                raise Refusal(f"「{label}」{sentence}", name) from error

    def _checked(self, item: Any) -> Any:
        with self.datamodel.session.no_autoflush:
            self.rules().check(item)
        return item
