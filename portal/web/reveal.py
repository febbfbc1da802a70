"""Showing sealed and sensitive facts in full, once, to those who hold the verb `reveal`; every look is in the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import after_this_request, make_response
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.foundation import audit
from portal.foundation.database import apart, db
from portal.security.privacy import label_of
from portal.web.custom import custom_of, fits
from portal.web.formatters import shown
from portal.web.views import PortalView
from seeds.sections.fields import is_empty


class RevealingView(PortalView):
    """A screen with sealed columns, or with fields that the profile calls sensitive."""

    revealed: ClassVar[tuple[str, ...]] = ("id_number",)
    """The columns that `reveal` shows in full."""

    @action(
        "reveal", "查看敏感信息", "这次查看会记入审计记录。确定查看吗？", "fa-eye", multiple=False
    )  # fmt: skip
    def reveal(self, item: Any) -> Response:
        """The sealed facts of one row, on a page that is not kept anywhere."""
        told = self.secrets_of(item)
        audit.record(
            db.session(),
            audit.Deed.LOOK,
            item.__tablename__,
            item.id,
            label_of(item),
            dict.fromkeys(told, "查看"),
        )
        facts = [(self.label_columns[name], shown(text)) for name, text in told.items()]
        db.session.commit()
        page = self.render_template("portal/reveal.html", title=str(item), facts=facts, back=self.get_redirect())
        answer = make_response(page)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def secrets_of(self, item: Any) -> dict[str, Any]:
        """Column -> text in full, of what the page of this row hides."""
        custom = custom_of(self.datamodel.obj)
        own = [each for each in custom.fields if each.sensitive and fits(item, each)]
        found = {each.attribute: each.shown(getattr(item, each.attribute)) for each in own}
        return {name: getattr(item, name) for name in self.revealed} | {
            name: text for name, text in found.items() if not is_empty(text)
        }

    def _get_show_widget(self, pk: Any, item: Any, **arguments: Any) -> Any:
        """The look is offered where there is something to see."""
        offered = arguments.pop("actions", self.actions)
        if not self.revealed and not self.secrets_of(item):
            offered = {name: each for name, each in offered.items() if name != "reveal"}
        return super()._get_show_widget(pk, item, actions=offered, **arguments)

    def may_reveal(self) -> bool:
        """Whether the person holds the verb."""
        return bool(self.appbuilder.sm.has_access("reveal", self.class_permission_name))


def log_look(item: Any, *facts: str) -> None:
    """Record a look at these facts from a page that only reads: in a transaction of its own, before the page is sent."""
    log_deed(audit.Deed.LOOK, item.__tablename__, label_of(item), item.id, dict.fromkeys(facts, "查看"))


def log_deed(
    deed: audit.Deed, subject: str, label: str, subject_id: int | None = None, changes: dict[str, str] | None = None
) -> None:
    """Record a deed of a request that only reads, in a transaction of its own, before the page is sent."""
    user_id, name, _address = audit.actor_now()

    @after_this_request
    def write(response: Response) -> Response:
        db.session.rollback()
        with apart() as connection:
            audit.record(connection, deed, subject, subject_id, label, changes, actor=(user_id, name))
        return response
