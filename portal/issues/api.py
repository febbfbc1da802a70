"""Issues over REST: registered and moved by the same services as on screen."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import permission_name, protect

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.issues import services
from portal.issues.models import Department, Issue
from portal.issues.rules import WORKFLOW
from portal.issues.services import StepFacts
from portal.issues.views import IssueView
from portal.web.answers import answered
from portal.web.api import VERBS, PortalApi
from portal.web.interface import PortalInterface
from portal.web.parameters import identity


class IssueApi(PortalApi):
    """`/api/v1/issue/`; the state moves through `POST /api/v1/issue/<id>/step` only, and nothing is deleted."""

    screen = IssueView
    resource_name = "issue"
    datamodel: Any = PortalInterface(Issue)
    method_permission_name: Any = {**VERBS, "step": "show"}
    list_columns: ClassVar = [
        "id", "number", "title", "state", "source", "category.id", "category.name", "department.id", "department.name",
        "due_on", "registered_at",
    ]  # fmt: skip
    show_columns: ClassVar = [
        *list_columns, "text", "place", "contact_name", "phone", "outcome", "closed_at", "grid.id", "grid.full_name",
    ]  # fmt: skip
    add_columns: ClassVar = IssueView.add_columns
    edit_columns: ClassVar = IssueView.edit_columns

    @expose("/<pk>/step", methods=["POST"])
    @protect()
    @permission_name("step")
    @answered
    def step(self, pk: str) -> Response:
        """Take a step.
        ---
        post:
          description: 办理一步:交办 assign、办理答复 handle、回访 revisit、销号 close、退回重办 reopen
          parameters:
          - {in: path, name: pk, required: true, schema: {type: integer}}
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [action]
                  properties:
                    action: {type: string, enum: [assign, handle, revisit, close, reopen]}
                    note: {type: string, maxLength: 1000}
                    department: {type: integer}
                    outcome: {type: string, enum: [solved, partly, explained, rejected]}
                    satisfaction: {type: string, enum: [satisfied, neutral, dissatisfied]}
          responses:
            200:
              description: 已办理
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      id: {type: integer}
                      state: {type: string}
            403: {description: 没有这一步的权限}
            404: {$ref: '#/components/responses/404'}
            422: {$ref: '#/components/responses/422'}
        """
        issue = self.datamodel.get(identity(pk), self._base_filters)
        if issue is None:
            return self.response_404()
        body = self._body()
        action = _text(body, "action")
        if action not in {step.action for step in WORKFLOW}:
            raise Refusal("没有这个办理步骤", "action")
        if not self.appbuilder.sm.has_access(action, self.class_permission_name):
            return self.response_403()
        services.take_step(db.session(), issue, action, _facts(body))
        db.session.commit()
        answer: Response = self.response(200, id=issue.id, state=issue.state)
        return answer


def _facts(body: dict[str, Any]) -> StepFacts:
    """What was said. Raises `Refusal` naming the field that makes no sense."""
    department = None
    if body.get("department") is not None:
        department = db.session.get(Department, identity(str(body["department"])))
        if department is None:
            raise Refusal("没有这个部门", "department")
    return StepFacts(_text(body, "note"), department, _text(body, "outcome"), _text(body, "satisfaction"))


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal("应为文字", name)
    if value and len(value) > 1000:
        raise Refusal("最长 1000 个字", name)
    return value or ""
