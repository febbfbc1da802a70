"""What reached whom is written down once, in sight only, and taken back with a trace."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.delivery.addressees import Wanted, addressees, batch_of, last_days, papers_at, standing
from portal.delivery.models import Delivery
from portal.delivery.services import record, undo
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now, today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World

DAY = dt.date(2026, 3, 1)


def path(session: Session, world: World, key: str) -> str:
    return session.get_one(Grid, world.grids[key]).path


def homes(world: World, *keys: str) -> list[int]:
    return [world.households[key] for key in keys]


def count(session: Session) -> int:
    return session.scalar(select(func.count(Delivery.id))) or 0


def test_a_hand_over_sent_twice_is_written_once(session: Session, world: World) -> None:
    first = homes(world, "west1-1", "west1-2")
    assert record(session, first, "letters", DAY, "hand", "冯西一") == 2
    assert record(session, [*first, *homes(world, "west1-3")], "letters", DAY, "door", "冯西一") == 1
    assert record(session, first, "cards", DAY, "hand", "冯西一") == 2
    rows = session.execute(select(Delivery.household_id, Delivery.kind, Delivery.way).order_by(Delivery.id)).all()
    assert [tuple(row) for row in rows[:3]] == [
        (first[0], "letters", "hand"), (first[1], "letters", "hand"), (world.households["west1-3"], "letters", "door"),
    ]  # fmt: skip
    assert count(session) == 5


@pytest.mark.parametrize(
    ("kind", "day", "way", "field"),
    [
        ("leaflets", DAY, "hand", "kind"),
        ("letters", DAY, "drone", "way"),
        ("letters", dt.date(2199, 1, 1), "hand", "day"),
    ],
)
def test_nonsense_is_refused_on_its_field(
    session: Session, world: World, kind: str, day: dt.date, way: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        record(session, homes(world, "west1-1"), kind, day, way, "x")
    assert refused.value.field == field
    assert count(session) == 0


def test_nothing_is_written_where_one_household_is_out_of_sight(session: Session, world: World) -> None:
    set_scope(session, Scope(paths=(path(session, world, "west1"),)))
    with pytest.raises(OutOfScope):
        record(session, homes(world, "west1-1", "east1-1"), "letters", DAY, "hand", "x")
    set_scope(session, None)
    assert count(session) == 0


def test_taking_back_leaves_a_trace_of_who_had_written_it(session: Session, world: World) -> None:
    both = homes(world, "west1-1", "west1-2")
    record(session, both, "cards", DAY, "door", "冯西一")
    assert undo(session, list(session.scalars(select(Delivery)))) == 2
    assert count(session) == 0
    deeds = session.execute(
        select(AuditEntry.deed, AuditEntry.label, AuditEntry.changes).where(AuditEntry.subject == "delivery")
    )
    (_, made, _), (deed, label, changes) = deeds.all()[-2:]
    assert (made, deed, label) == ("服务联系卡 2 户", "delete", "服务联系卡 2 户")
    assert f"2026-03-01放在家门口或信箱（冯西一登记）：住户编号 {both[0]}、{both[1]}" in str(changes)


def test_the_list_goes_as_the_grid_is_walked_and_leaves_out_who_has_it(session: Session, world: World) -> None:
    session.get_one(Household, world.households["west1-1"]).walking_order = 9
    session.get_one(Household, world.households["west2-3"]).kind = "vacant"
    record(session, homes(world, "west1-2"), "letters", dt.date(2026, 3, 1), "hand", "x")
    record(session, homes(world, "west1-3"), "letters", dt.date(2025, 12, 31), "hand", "x")
    wanted = Wanted("letters", dt.date(2026, 1, 1), path(session, world, "west"))
    assert standing(session, wanted).missing == 4
    assert [each.name for each in addressees(session, wanted, 10)] == ["赵丙", "赵甲", "钱甲", "钱乙"]
    everybody = addressees(session, wanted, 10, missing=False)
    assert [(each.name, each.reached) for each in everybody[:2]] == [("赵乙", dt.date(2026, 3, 1)), ("赵丙", None)]
    assert [each.name for each in addressees(session, wanted, 2, start=2)] == ["钱甲", "钱乙"]


def test_a_member_has_the_grids_they_look_after(session: Session, world: World) -> None:
    wanted = Wanted("cards", None, member_id=world.members["west1-member"])
    assert {each.name for each in addressees(session, wanted, 10)} == {"赵甲", "赵乙", "赵丙"}
    assert standing(session, Wanted("cards", None, member_id=world.members["centre"])).due == 0


def test_a_batch_lists_those_it_was_printed_for(session: Session, world: World) -> None:
    batch = PrintBatch(
        kind="cards", title="西村服务联系卡", grid_id=world.grids["west"], total=2, created_at=now(), created_by="x"
    )
    session.add(batch)
    session.flush()
    for place, home in enumerate(homes(world, "west2-2", "west1-1")):
        session.add(PrintItem(batch_id=batch.id, subject_id=home, position=place, chunk_id=_chunk(session, batch)))
    session.flush()
    found = batch_of(session, batch.id)
    assert found is not None
    assert (found.kind, found.title) == ("cards", "西村服务联系卡")
    wanted = Wanted("cards", found.printed_on, batch_id=batch.id)
    record(session, homes(world, "west1-1"), "cards", dt.date(2026, 1, 1), "hand", "x")
    assert standing(session, wanted).missing == 2
    record(session, homes(world, "west1-1"), "cards", today(), "hand", "x", batch_id=batch.id)
    assert [each.name for each in addressees(session, wanted, 10)] == ["钱乙"]
    set_scope(session, Scope(paths=(path(session, world, "east"),)))
    assert batch_of(session, batch.id) is None


def test_the_page_of_a_visit_knows_what_still_counts(session: Session, world: World) -> None:
    home = world.households["west1-1"]
    for kind in ("letters", "cards"):
        record(session, [home], kind, dt.date(2025, 5, 1), "hand", "x")
    assert papers_at(session, [home], dt.date(2026, 1, 1)) == {home: {"cards": dt.date(2025, 5, 1)}}
    assert last_days(session, "letters", [home]) == {home: dt.date(2025, 5, 1)}


def _chunk(session: Session, batch: PrintBatch) -> int:
    found = session.scalar(select(PrintChunk.id).where(PrintChunk.batch_id == batch.id))
    if found is None:
        chunk = PrintChunk(batch_id=batch.id, position=0, size=2)
        session.add(chunk)
        session.flush()
        found = chunk.id
    return found
