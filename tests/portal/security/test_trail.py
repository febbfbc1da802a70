"""The audit trail: every change by a person leaves an entry, without secrets, and nobody can change it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import CareCategory, Household, Resident
from portal.security import roles
from portal.security.privacy import STARS
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def entries(session: Session, subject: str, identity: int) -> list[tuple[str, Any]]:
    """(deed, changes) of one row, oldest first."""
    statement = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.subject_id == identity)
    found = session.scalars(statement.order_by(AuditEntry.id))
    return [(entry.deed, json.loads(entry.changes or "{}")) for entry in found]


def test_a_row_tells_of_its_birth_its_change_and_its_end(session: Session, world: World) -> None:
    household = Household(grid_id=world.grids["west1"], code="900", head_name="试甲", phone="13912345678")
    session.add(household)
    session.flush()
    household.grid = session.get_one(Grid, world.grids["west2"])
    household.phone = "13987654321"
    session.flush()
    identity = household.id
    session.delete(household)
    session.flush()
    born, changed, ended = entries(session, "household", identity)
    assert born[0] == Deed.CREATE
    assert born[1]["head_name"] == [None, "试**"]
    assert "西村第一网格" in born[1]["grid"][1]
    assert changed == (Deed.UPDATE, {
        "phone": ["139*****678", "139*****321"], "grid": ["试验镇/西村/西村第一网格", "试验镇/西村/西村第二网格"],
    })  # fmt: skip
    assert ended[0] == Deed.DELETE
    assert ended[1]["head_name"] == ["试**", None]


def test_secrets_and_shapes_are_not_written_out(session: Session, world: World) -> None:
    resident = session.scalars(select(Resident).where(Resident.household_id == world.households["west1-2"])).one()
    released = session.scalars(select(CareCategory).where(CareCategory.code == "released")).one()
    resident.care, resident.id_number = [released], "11010519491231002X"
    grid = session.get_one(Grid, world.grids["west1"])
    grid.boundary = MultiPolygon([box(116.90, 34.18, 116.919, 34.219)])
    session.flush()
    told = entries(session, "resident", resident.id)[-1][1]
    assert told == {"id_number": [None, "******"], "care": ["", "******"]}
    assert entries(session, "grid", grid.id)[-1] == (Deed.UPDATE, {"boundary": "边界已修改"})
    assert "11010519491231002X" not in json.dumps(told)


def test_setting_the_same_again_tells_nothing(session: Session, world: World) -> None:
    household = session.get_one(Household, world.households["west1-1"])
    before = len(entries(session, "household", household.id))
    household.head_name = str(household.head_name)
    household.location = household.location
    session.flush()
    assert len(entries(session, "household", household.id)) == before


def test_a_form_tells_who_changed_what(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    pk = world.households["west1-1"]
    answer = client.post(f"/householdview/edit/{pk}", data={
        "grid": world.grids["west1"], "head_name": "改名", "address": "west1 路 1 号", "phone": "13900000001",
        "kind": "resident", "code": "001", "walking_order": "1",
    })  # fmt: skip
    assert answer.status_code == 302, answer.text
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry
    assert (entry.actor, entry.deed, entry.subject, entry.address) == (
        "郑西长",
        "update",
        "household",
        "127.0.0.1",
    )
    assert json.loads(entry.changes or "")["head_name"] == ["赵**", "改**"]
    assert entry.label == f"住户 {session.get_one(Household, pk).grid.code}-001"


def test_entries_name_rows_as_screens_do(session: Session, world: World) -> None:
    home = session.get_one(Household, world.households["west1-1"])
    where = f"住户 {home.grid.code}-001"
    visit = Visit(household_id=home.id, visited_on=dt.date(2026, 11, 22), way="home", recorded_at=now())
    session.add(visit)
    session.flush()
    person, visit_id = home.residents[0], visit.id
    person_id = person.id
    session.delete(visit)
    session.delete(person)
    session.flush()
    for deed in ("create", "delete"):
        which = (AuditEntry.subject == "visit", AuditEntry.subject_id == visit_id, AuditEntry.deed == deed)
        entry = session.scalars(select(AuditEntry).where(*which)).one()
        assert entry.label == f"走访 #{visit_id}（{where}，2026-11-22）"
        assert STARS not in json.dumps(json.loads(entry.changes or "{}")["recorded_at"])
    gone = (AuditEntry.subject == "resident", AuditEntry.subject_id == person_id, AuditEntry.deed == "delete")
    assert session.scalars(select(AuditEntry.label).where(*gone)).one() == f"人员 #{person_id}（{where}）"


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor = '别人'", "DELETE FROM audit_entry"])
def test_nobody_changes_the_trail(session: Session, change: str) -> None:
    with pytest.raises(DatabaseError, match="append_only"):
        session.execute(text(change))


def test_the_trail_refuses_the_orm_as_well(session: Session) -> None:
    with pytest.raises(DatabaseError, match="append_only"):
        session.execute(delete(AuditEntry))


def test_attempts_beyond_scope_are_kept(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    foreign = world.households["east1-1"]
    assert client.get(f"/householdview/show/{foreign}").status_code == 404
    assert client.get("/accountview/list/").status_code == 403
    kept = session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.REFUSED).order_by(AuditEntry.id)).all()
    assert [(entry.actor, entry.subject, entry.subject_id) for entry in kept] == [
        ("郑西长", "household", foreign), ("郑西长", "request", None),
    ]  # fmt: skip


def test_the_audit_administrator_reads_it_in_words(sign_in: SignIn, session: Session, world: World) -> None:
    household = session.get_one(Household, world.households["west1-1"])
    household.kind = "vacant"
    session.commit()
    client = sign_in(roles.AUDIT)
    page = client.get("/auditview/list/?_flt_0_subject=household").text
    assert "住户" in page
    assert "修改" in page
    assert "None" not in page
    newest = session.scalars(
        select(AuditEntry.id).where(AuditEntry.subject == "household").order_by(AuditEntry.id.desc())
    ).first()
    shown = client.get(f"/auditview/show/{newest}").text
    assert "常住 → 空户" in shown
    assert client.post(f"/auditview/delete/{newest}").status_code == 403
