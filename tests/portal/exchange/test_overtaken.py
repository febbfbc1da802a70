"""A profile applied while rows go in: what is left waits for a person, and nothing is written by the old one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.exchange import services, steps
from portal.households.models import Household
from portal.issues.models import Issue
from portal.plans.vocabulary import ISSUE_SOURCES
from tests.fixtures.profiles import put_in_force
from tests.portal.exchange.conftest import Desk, book, rows_of

HOMES = [{"所属网格": "西村第一网格", "户号": f"6{n:02}", "户主": "章一", "地址": f"新路 {n} 号"} for n in range(4)]


def test_an_import_stops_at_a_new_profile_and_goes_on_when_told(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_force(session)
    monkeypatch.setattr(steps, "BATCH_ROWS", 2)
    run = desk.upload("households", book(HOMES))
    services.confirm(session, run.id)
    session.commit()
    store, calls = steps._store, []

    def overtaken(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            put_in_force(session, fields={"household": [{"key": "well", "name": "水井", "kind": "boolean"}]})
        return store(*arguments)

    monkeypatch.setattr(steps, "_store", overtaken)
    steps.run_step(run.id)
    run = desk.run(run.id)
    assert (run.state, run.error, run.done, homes(session)) == ("failed", steps.OVERTAKEN, 3, 2)
    services.retry(session, run.id)
    session.commit()
    steps.run_step(run.id)
    run = desk.run(run.id)
    assert (run.state, run.new, run.bad, homes(session)) == ("done", 4, 0, 4), desk.findings(run)


def test_numbers_given_to_homes_meanwhile_are_not_given_again(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH_ROWS", 2)
    run = desk.upload("households", book([{**each, "户号": None} for each in HOMES]))
    services.confirm(session, run.id)
    session.commit()
    store, calls = steps._store, []

    def beside_another(job: steps.Job, batch: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            found = select(Household).where(Household.address == "新路 1 号")
            last = session.scalars(found).one()
            session.add(
                Household(grid_id=last.grid_id, code=f"{int(last.code) + 1:03}", head_name="后来", address="别处")
            )
            session.commit()
        return store(job, batch)

    monkeypatch.setattr(steps, "_store", beside_another)
    steps.run_step(run.id)
    run = desk.run(run.id)
    assert (run.new, run.bad) == (4, 0), desk.findings(run)


def test_kinds_out_of_use_are_offered_only_while_records_hold_them(session: Session, desk: Desk) -> None:
    sources = [{"key": "visit", "name": "走访发现"}, {"key": "fax", "name": "传真", "retired": True}]
    put_in_force(session, casework={**casework(session), "sources": sources})
    row = {"所属网格": "西村第一网格", "类别": "life", "标题": "路灯", "内容": "不亮"}
    refused = desk.upload("issues", book([{**row, "来源": "传真"}, row]))
    assert [(number, column) for number, column, _message in desk.findings(refused)] == [(2, "来源")]
    session.scalars(select(Issue)).first().source = "fax"  # type: ignore[union-attr]
    session.commit()
    assert "传真" in {each["来源"] for each in rows_of(desk.export("issues"))}
    assert ("fax", "传真") not in ISSUE_SOURCES.options(session=session)


def homes(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).where(Household.code.startswith("6"))) or 0


def casework(session: Session) -> dict[str, Any]:
    """That of the profile that `put_in_force` begins with."""
    import yaml

    from seeds.loading import available_profiles

    found: dict[str, Any] = yaml.safe_load(available_profiles()["longcheng"].read_text(encoding="utf-8"))["casework"]
    return found
