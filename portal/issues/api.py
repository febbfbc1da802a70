"""Issues over REST: registered and moved by the same services as on screen."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import permission_name, protect

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.issues import rules, services
from portal.issues.models import Department, Issue, IssueCategory
from portal.issues.services import StepFacts
from portal.issues.similar import similar
from portal.issues.views import IssueView
from portal.issues.workflow import workflow_of
from portal.members.models import Member
from portal.web.answers import answered
from portal.web.api import VERBS, PortalApi
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.searches import day_of
from seeds.sections.workflow import WorkStep


class IssueApi(PortalApi):
    """`/api/v1/issue/`; the state moves through `POST /api/v1/issue/<id>/step` only, and nothing is deleted."""

    screen = IssueView
    resource_name = "issue"
    datamodel: Any = PortalInterface(Issue)
    method_permission_name: Any = {**VERBS, "step": "show", "similar": "add"}
    list_columns: ClassVar = [
        "id", "number", "title", "state", "stage", "issue_class", "source", "category.id", "category.name", "department.id", "department.name",
        "due_on", "registered_at",
    ]  # fmt: skip
    show_columns: ClassVar = [
        *list_columns, "text", "place", "contact_name", "phone", "outcome", "satisfaction", "holder.id", "holder.full_name", "step_due_on",
        "paused_until", "urged_at", "handled_at", "closed_at", "merged_into.id", "merged_into.number", "grid.id", "grid.full_name",
    ]  # fmt: skip
    add_columns: ClassVar = [name for name in IssueView.add_columns if name != "files"]
    edit_columns: ClassVar = IssueView.edit_columns

    @expose("/similar", methods=["GET"])
    @protect()
    @permission_name("similar")
    @answered
    def similar(self) -> Response:
        """What may be registered already.
        ---
        get:
          description: 登记前核对：同一户（单位）未办结的、200 米内同类的、同一网格里标题相近的诉求
          parameters:
          - {in: query, name: household, schema: {type: integer}}
          - {in: query, name: establishment, schema: {type: integer}}
          - {in: query, name: grid, schema: {type: integer}}
          - {in: query, name: category, schema: {type: integer}}
          - {in: query, name: title, schema: {type: string, maxLength: 100}}
          responses:
            200:
              description: 最多 5 件
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      result:
                        type: array
                        items:
                          type: object
                          properties:
                            id: {type: integer}
                            number: {type: string}
                            title: {type: string}
                            state: {type: string}
                            why: {type: string}
            422: {$ref: '#/components/responses/422'}
        """
        asked = request.args.to_dict()
        draft = Issue(
            household=_row(asked, "household", Household, "住户"), establishment=_row(asked, "establishment", Establishment, "单位"),
            grid=_row(asked, "grid", Grid, "网格"), category=_row(asked, "category", IssueCategory, "类别"),
            title=_text(asked, "title"),
        )  # fmt: skip
        found = [
            {
                "id": each.issue.id,
                "number": each.issue.number,
                "title": each.issue.title,
                "state": each.issue.state,
                "why": each.why,
            }
            for each in similar(db.session(), draft)
        ]
        answer: Response = self.response(200, result=found)
        return answer

    @expose("/<pk>/step", methods=["POST"])
    @protect()
    @permission_name("step")
    @answered
    def step(self, pk: str) -> Response:
        """Take a step.
        ---
        post:
          description: >-
            办理一步。step 写现行方案流程里步骤的代号；也可以用 action 写步骤的作用（solve、classify、assign、pass_up、hand_down、
            accept、handle、revisit、close、reopen、pause、resume），由门户选当前状态下的那一步。
          parameters:
          - {in: path, name: pk, required: true, schema: {type: integer}}
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    step: {type: string, maxLength: 32}
                    action: {type: string, maxLength: 32}
                    note: {type: string, maxLength: 1000}
                    department: {type: integer}
                    category: {type: integer}
                    issue_class: {type: string, maxLength: 32}
                    member: {type: integer}
                    until: {type: string, format: date}
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
        step = self._step(issue, self._body())
        if step is None:
            return self.response_403()
        services.take_step(db.session(), issue, step.key, _facts(self._body()))
        db.session.commit()
        answer: Response = self.response(200, id=issue.id, state=issue.state)
        return answer

    def _step(self, issue: Issue, body: dict[str, Any]) -> WorkStep | None:
        """The step that is meant; None when the person's roles do not hold its verb, whatever state the issue is in."""
        word = _text(body, "step") or _text(body, "action")
        if not rules.is_known(workflow_of(db.session()), word):
            raise Refusal("没有这个办理步骤", "step" if body.get("step") else "action")
        if not self.appbuilder.sm.has_access(_effect(word), self.class_permission_name):
            return None
        step = services.legal_step(db.session(), issue, word)
        return step if self.appbuilder.sm.has_access(step.effect, self.class_permission_name) else None


def _facts(body: dict[str, Any]) -> StepFacts:
    """What was said. Raises `Refusal` naming the field that makes no sense."""
    return StepFacts(
        _text(body, "note"), _row(body, "department", Department, "部门"), _text(body, "outcome"), _text(body, "satisfaction"),
        category=_row(body, "category", IssueCategory, "类别"), issue_class=_text(body, "issue_class") or None,
        member=_row(body, "member", Member, "网格员"), until=day_of(_text(body, "until")) if body.get("until") else None,
    )  # fmt: skip


def _effect(word: str) -> str:
    """The verb that a step needs, whatever state the issue is in."""
    step = workflow_of(db.session()).step(word)
    return step.effect if step else word


def _row(body: dict[str, Any], name: str, model: type[Any], noun: str) -> Any:
    if body.get(name) is None:
        return None
    found = db.session.get(model, identity(str(body[name])))
    if found is None:
        raise Refusal(f"没有这个{noun}", name)
    return found


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal("应为文字", name)
    if value and len(value) > 1000:
        raise Refusal("最长 1000 个字", name)
    return value or ""
