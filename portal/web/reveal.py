"""Showing sealed facts in full, once, to those who hold the verb `reveal`; every look is in the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import after_this_request, make_response
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.foundation import audit
from portal.foundation.database import apart, db
from portal.security.privacy import label_of
from portal.web.formatters import shown
from portal.web.views import PortalView


class RevealingView(PortalView):
    """A screen with sealed columns."""

    revealed: ClassVar[tuple[str, ...]] = ("id_number",)
    """The columns that `reveal` shows in full."""

    @action(
        "reveal", "查看完整证件号码", "这次查看会记入审计记录。确定查看吗?", "fa-eye", multiple=False
    )  # fmt: skip
    def reveal(self, item: Any) -> Response:
        """The sealed facts of one row, on a page that is not kept anywhere."""
        facts = [(self.label_columns[name], shown(getattr(item, name))) for name in self.revealed]
        audit.record(
            db.session(),
            audit.Deed.LOOK,
            item.__tablename__,
            item.id,
            label_of(item),
            dict.fromkeys(self.revealed, "查看"),
        )
        db.session.commit()
        page = self.render_template("portal/reveal.html", title=str(item), facts=facts, back=self.get_redirect())
        answer = make_response(page)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def may_reveal(self) -> bool:
        """Whether the person holds the verb."""
        return bool(self.appbuilder.sm.has_access("reveal", self.class_permission_name))


def log_look(item: Any, *facts: str) -> None:
    """Record a look at these facts from a page that only reads: in a transaction of its own, before the page is sent."""
    entry = (audit.Deed.LOOK, item.__tablename__, item.id, label_of(item), dict.fromkeys(facts, "查看"))
    user_id, name, _address = audit.actor_now()

    @after_this_request
    def write(response: Response) -> Response:
        db.session.rollback()
        with apart() as connection:
            audit.record(connection, *entry, actor=(user_id, name))
        return response
