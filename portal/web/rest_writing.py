"""Adding, changing and deleting rows over REST: by the rules of the screen."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from flask import Response, request
from marshmallow import ValidationError

from portal.foundation.errors import BadParameter, Refusal
from portal.web.answers import Answers, answered
from portal.web.custom import custom_of
from portal.web.custom_schemas import check_required, without_unasked
from portal.web.parameters import identity
from portal.web.remarks import remarks
from portal.web.views import PortalView


class RestWriting(Answers):
    """The writing verbs of a resource."""

    screen: ClassVar[type[PortalView]]
    """The screen whose verbs, labels, choices and checks govern this resource."""

    def rules(self) -> PortalView:
        """The screen, whose checks are run before every write."""
        found: PortalView = next(view for view in self.appbuilder.baseviews if type(view) is self.screen)
        return found

    @answered
    def post_headless(self) -> Response:
        """Add a row."""
        custom = custom_of(self.datamodel.obj)
        item = self._loaded(self.add_model_schema, without_unasked(custom, self._body()), instance=self.datamodel.obj())
        check_required(custom, item)
        self._checked(item)
        self.datamodel.add(item)
        answer: Response = self.response(201, id=item.id, result=self.add_model_schema.dump(item), **remarks())
        return answer

    @answered
    def put_headless(self, pk: Any) -> Response:
        """Change a row; fields that are not sent stay as they are."""
        item = self.datamodel.get(identity(str(pk)), self._base_filters)
        if item is None:
            return self.response_404()
        custom = custom_of(self.datamodel.obj)
        body = without_unasked(custom, self._body(), item)
        self._loaded(self.edit_model_schema, body, instance=item, partial=True)
        check_required(custom, item, body)
        self._checked(item)
        self.datamodel.edit(item)
        answer: Response = self.response(200, result=self.edit_model_schema.dump(item), **remarks())
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
        """The row that the body makes. The schema is shared by all threads and notes the row it fills: a copy does."""
        with self.datamodel.session.no_autoflush:
            try:
                return copy(schema).load(body, **how)
            except ValidationError as error:
                name, problems = next(iter(dict(error.messages_dict).items()))
                sentence = problems[0] if isinstance(problems, list) else next(iter(problems.values()))
                label = self.label_columns.get(name, name)
                raise Refusal(f"“{label}”{sentence}", name) from error

    def _checked(self, item: Any) -> Any:
        with self.datamodel.session.no_autoflush:
            self.rules().check(item)
        return item
