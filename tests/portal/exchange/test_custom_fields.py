"""Fields of a town's own stand on its sheets; sensitive ones never."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.households import household_part, resident_part
from portal.households.models import Household
from seeds.sections.fields import CustomField
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

FIELDS = tuple(
    CustomField.model_validate(each)
    for each in (
        {"key": "area", "name": "住房面积", "kind": "decimal", "unit": "平方米", "minimum": 1, "required": True},
        {"key": "built", "name": "建房日期", "kind": "date"},
        {"key": "water", "name": "自来水", "kind": "boolean"},
        {
            "key": "heat",
            "name": "取暖",
            "kind": "choices",
            "options": [{"key": "coal", "name": "煤"}, {"key": "gas", "name": "燃气"}],
        },
        {"key": "secret", "name": "隐情", "kind": "text", "sensitive": True},
    )
)
HOME = {"所属网格": "西村第一网格", "户号": "401", "户主": "章一", "地址": "新路 1 号"}


@pytest.fixture(autouse=True)
def town(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town that asks these of households."""

    def asked(_session: Session, table: str, retired: bool = False) -> tuple[CustomField, ...]:
        return FIELDS if table == "household" else ()

    for module in (household_part, resident_part):
        monkeypatch.setattr(module, "custom_fields", asked)


def test_they_come_in_and_go_out_as_they_are(session: Session, desk: Desk) -> None:
    full = {"住房面积（平方米）": "120.5", "建房日期": "2001年5月1日", "自来水": "是", "取暖": "燃气、煤"}
    run = desk.load(
        "households",
        book([{**HOME, **full}, {**HOME, "户号": "402"}, {**HOME, "户号": "403", "住房面积（平方米）": "0"}]),
    )
    assert (run.new, run.bad) == (1, 2)
    assert [column for _row, column, _message in desk.findings(run)] == ["住房面积（平方米）"] * 2
    home = session.scalars(select(Household).where(Household.code == "401")).one()
    assert home.extra == {"area": 120.5, "built": "2001-05-01", "water": True, "heat": ["coal", "gas"]}
    again = desk.upload("households", desk.export("households"))
    assert (again.new, again.changed, again.bad) == (0, 0, 0), desk.findings(again)


def test_sensitive_ones_stay_in_the_portal(session: Session, world: World, desk: Desk) -> None:
    home = {"grid_id": world.grids["west1"], "code": "404", "head_name": "章一", "address": "新路"}
    session.execute(insert(Household).values(**home, extra={"area": 80, "secret": "不可说"}))
    session.commit()
    exported = desk.export("households")
    assert "隐情" not in rows_of(exported)[0]
    assert custom.on_sheets(FIELDS) == FIELDS[:-1]

    def enlarge(row: dict[str, object]) -> None:
        if row["户号"] == "404":
            row["住房面积（平方米）"] = 90

    assert desk.load("households", edited(exported, enlarge)).changed == 1
    session.expire_all()
    kept = session.scalar(select(Household.extra).where(Household.code == "404"))
    assert kept == {"area": 90, "secret": "不可说"}
