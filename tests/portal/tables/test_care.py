"""The head who fills a ledger sees who stands in it, sensitive or not, in the own village only; every look is logged."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed
from portal.households.models import CareCategory, Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.tables.grounds import in_force

LEDGER = "/tables/hardship_ledger"


@pytest.fixture(autouse=True)
def longcheng(session: Session, world: World) -> None:
    """The plan in whose ledger of hardship the disabled stand, who are told of to nobody else; one in each village."""
    in_force(session, "longcheng")
    disabled = CareCategory(code="disabled", name="残疾人", group="困难群众", sensitive=True)
    session.add(disabled)
    for home in ("west1-1", "east1-1"):
        person = session.get_one(Household, world.households[home]).residents[0]
        person.care = [*person.care, disabled]
    session.commit()


def looks(session: Session) -> list[str]:
    mine = select(AuditEntry.label).where(AuditEntry.subject == "table", AuditEntry.deed.in_([Deed.LOOK, Deed.EXPORT]))
    return list(session.scalars(mine.order_by(AuditEntry.id)))


def test_the_head_sees_who_stands_in_the_own_ledger(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.HEAD)
    page = client.get(LEDGER).text
    assert ("赵甲" in page, "残疾人" in page, "孙甲" in page) == (True, True, False)
    assert "刑满释放人员" not in page, "another ledger's category is nobody's business here"
    assert looks(session) == ["报表“困难群众台账”试验镇西村，含敏感类别"]
    client.get(f"{LEDGER}/xlsx")
    assert looks(session)[-1].endswith("1 行，含敏感类别")


@pytest.mark.parametrize("role", [roles.CENTRE, roles.LEADER])
def test_others_see_no_sensitive_category_there(sign_in: SignIn, session: Session, role: str) -> None:
    page = sign_in(role).get(LEDGER).text
    assert ("赵甲" in page, "残疾人" in page) == (False, False)
    assert looks(session) == []
