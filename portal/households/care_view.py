"""What the screens of residents and of homes share: sensitive care categories are need-to-know, and every look is logged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g, request
from sqlalchemy import select

from portal.foundation.audit import Deed
from portal.foundation.database import db
from portal.foundation.errors import OutOfScope, Refusal
from portal.households.care import care_in_words, check_subject, grids_open_to
from portal.households.models import CareCategory, Household, Resident
from portal.security.scope import scope_of
from portal.web.parameters import identity, search_arguments
from portal.web.reveal import RevealingView, log_deed, log_look


class CareView(RevealingView):
    """A screen with the column `care`. Sensitive categories are open to holders of `reveal` and to the members of the grid."""

    def care_shown(self, items: Iterable[Any]) -> dict[int, str]:
        """Row id -> its categories in words; on lists the sensitive ones are hidden from everybody. Who searches by one learns it all
        the same: that is logged too."""
        return {item.id: care_in_words(item.care, _key(item) == g.get("opened")) for item in items}

    def check_care(self, item: Household | Resident) -> None:
        """Who may record what is sensitive, and on whom it is recorded. Raises `Refusal`."""
        if any(each.sensitive for each in item.care) and g.get("sees_sensitive") and not self._sees(item):
            raise Refusal("您不负责这户所在的网格，不能登记敏感类别", "care")
        check_subject(item)

    def _sees(self, item: Household | Resident) -> bool:
        grid = (item if isinstance(item, Household) else item.household).grid
        return self.may_reveal() or (grid is not None and grid.id in self._own_grids())

    def _own_grids(self) -> set[int]:
        session = db.session()
        scope = scope_of(session)
        return grids_open_to(session, scope.member_id if scope else None)

    def _show(self, pk: Any) -> Any:
        self._open(pk)
        return super()._show(pk)

    def _add(self) -> Any:
        g.sees_sensitive = self.may_reveal() or bool(self._own_grids())
        return super()._add()

    def _edit(self, pk: Any) -> Any:
        g.sees_sensitive = self._open(pk)
        return super()._edit(pk)

    def _list(self, **kwargs: Any) -> Any:
        page = super()._list(**kwargs)
        told = self.told_by_search()
        if told:
            log_deed(Deed.LOOK, self.datamodel.obj.__tablename__, f"{self.list_title}{told}")
        return page

    def told_by_search(self) -> str:
        """The sensitive categories that this request searches by: whatever it finds is in them."""
        wanted = {identity(value) for _, column, value in search_arguments() if column == "care"}
        among = CareCategory.id.in_(wanted), CareCategory.sensitive.is_(True)
        names = (
            db.session.scalars(select(CareCategory.name).where(*among).order_by(CareCategory.code)) if wanted else ()
        )
        said = "、".join(names)
        return f"，按敏感类别“{said}”查询" if said else ""

    def _open(self, pk: Any) -> bool:
        """Whether the person may see what is sensitive about this row; opening a page that shows some is logged."""
        item = self.datamodel.get(identity(str(pk)), self._base_filters)
        if item is None or not self._sees(item):
            return False
        g.opened = _key(item)
        if request.method == "GET" and any(each.sensitive for each in item.care):
            log_look(item, "care")
        return True

    def _check_value(self, column: str, value: Any) -> None:
        super()._check_value(column, value)
        if column == "care" and not self.may_reveal():
            category = db.session.get(CareCategory, identity(str(value)))
            if category is not None and category.sensitive:
                raise OutOfScope("您没有按敏感类别查询的权限")


def _key(item: Any) -> tuple[str, int]:
    return item.__tablename__, item.id
