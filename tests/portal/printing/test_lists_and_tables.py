"""Lists to sign in walking order, and long tables filled as the person who ordered them sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.households.models import CareCategory, Household
from portal.plans.current import profile_in_force
from portal.printing import assembling, long_tables, rendering, services
from portal.printing.kinds import KINDS, Wish
from portal.printing.long_tables import _divided
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.printing.store import Store
from portal.security import roles
from portal.security.people import scope_for
from portal.security.scope import Scope, scope_of, set_scope
from reports.ledgers import Ledger, LedgerColumn, LedgerGroup
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of
from tests.portal.security.sight import account


def printed(session: Session, batch: PrintBatch, store: Store, folder: Path) -> list[str]:
    session.commit()
    for chunk_id in services.chunk_ids(session, batch.id):
        rendering.print_chunk(chunk_id, store)
    assembling.assemble(batch.id, store)
    session.expire_all()
    assert batch.state == "ready", batch.error
    return pages_of(store.read(str(batch.output)), folder)


def test_a_list_has_each_door_of_its_grid_in_walking_order(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    planned.get_one(Household, world.households["west1-1"]).walking_order = 9
    preview = KINDS[PrintKind.MAILING].check(planned, Wish(world.grids["west"]))
    assert preview.subjects == (world.grids["west1"], world.grids["west2"])
    first, second = printed(planned, services.place(planned, preview, "甲"), store, tmp_path)
    assert first.index("赵乙") < first.index("赵丙") < first.index("赵甲")
    assert all(word in first for word in ("冯西一", "共3户", "信", "卡", "签收"))
    assert "赵甲" not in second


def test_a_list_of_a_batch_has_exactly_its_households(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    batch = services.order(planned, PrintKind.LETTERS, rows=[world.households["west1-2"]], by="甲")
    wish = Wish(batch.grid_id, options={"batch": str(batch.id)})
    preview = KINDS[PrintKind.MAILING].check(planned, wish)
    (page,) = printed(planned, services.place(planned, preview, "甲"), store, tmp_path)
    assert ["赵乙" in page, "赵甲" in page, "共1户" in page] == [True, False, True]
    for text, wrong in (("999999", OutOfScope), ("x", OutOfScope)):
        with pytest.raises(wrong):
            KINDS[PrintKind.MAILING].check(planned, Wish(batch.grid_id, options={"batch": text}))


def test_a_name_that_no_face_has_is_signed_for_all_the_same(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    planned.get_one(Household, world.households["west1-1"]).head_name = "赵\U0003134f"
    preview = KINDS[PrintKind.MAILING].check(planned, Wish(world.grids["west1"]))
    (page,) = printed(planned, services.place(planned, preview, "甲"), store, tmp_path)
    assert "赵〓" in page


def household_table(session: Session) -> str:
    return next(
        each.key for each in profile_in_force(session).tables if each.subject in {"household", "grid", "member"}
    )


def test_a_long_table_is_printed_in_parts_within_the_scope_of_who_ordered(
    planned: Session, world: World, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_tables, "A_PART", 1)
    set_scope(planned, Scope((f"/{world.grids['town']}/{world.grids['west']}/",)))
    key = household_table(planned)
    preview = KINDS[PrintKind.TABLES].check(planned, Wish(world.grids["west"], options={"table": key}))
    batch = services.place(planned, preview, "郑西长")
    assert batch.options is not None
    assert list(batch.options["scope"]["paths"]) == [f"/{world.grids['town']}/{world.grids['west']}/"]
    set_scope(planned, None)
    pages = printed(planned, batch, store, tmp_path)
    assert len(pages) == batch.total == len(preview.subjects)
    assert not any("东村" in page for page in pages)
    assert scope_of(planned) is None


def test_the_check_of_a_table_counts_the_rows_that_are_printed(planned: Session, world: World) -> None:
    """Who fills the ledger sees the disabled in it; a batch is fetched by everybody who sees its grid."""
    known = {"disabled": True, "low_income": False}
    care = [CareCategory(code=code, name=code, group="困难群众", sensitive=hidden) for code, hidden in known.items()]
    for home, category in zip(("west1-1", "west1-2"), care, strict=True):
        planned.get_one(Household, world.households[home]).residents[0].care = [category]
    planned.commit()
    head = scope_for(planned, account(planned, world, roles.HEAD))
    wish = Wish(world.grids["west"], options={"table": "hardship_ledger"})
    set_scope(planned, head)
    preview = KINDS[PrintKind.TABLES].check(planned, wish)
    assert preview.notes == (
        "共 1 行，分 1 部分连续排印成一个文件",
        "另有 1 行只给您本人看，不印在别人也能下载的文件里",
    )
    assert scope_of(planned) == head
    planned.get_one(Household, world.households["west1-2"]).residents[0].care = []
    planned.commit()
    with pytest.raises(Refusal, match="没有可印的内容：另有 1 行只给您本人看"):
        KINDS[PrintKind.TABLES].check(planned, wish)


def test_a_table_that_is_not_there_is_refused_in_words(planned: Session, world: World) -> None:
    with pytest.raises(BadParameter, match="没有这张报表"):
        KINDS[PrintKind.TABLES].check(planned, Wish(world.grids["west"], options={"table": "none"}))
    with pytest.raises(OutOfScope):
        KINDS[PrintKind.TABLES].check(planned, Wish(options={"table": household_table(planned)}))


def test_no_row_is_in_two_parts_or_in_none_and_totals_stand_last() -> None:
    groups = (LedgerGroup("甲", ((1,), (2,), (3,))), LedgerGroup("乙", ((4,), (5,))))
    ledger = Ledger("表", "镇", "今年", "今日", (LedgerColumn("数"),), groups, 5, (15,), ("填表人",), "说明")
    parts = list(_divided(ledger, 2))
    assert [[row for group in part.groups for row in group.rows] for part in parts] == [
        [(1,), (2,), (3,)],
        [(4,), (5,)],
    ]
    assert [(part.title, part.totals, part.signatures, part.note) for part in parts] == [
        ("表（1/2）", (), (), ""), ("表（2/2）", (15,), ("填表人",), "说明"),
    ]  # fmt: skip
    assert next(_divided(ledger, 1)) == ledger
