"""Rows out of scope: never on a page, in a list, a count, a choice or an answer; never changed, by any door.

What each person may see is worked out in `sight`, not by the rules under test.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal import navigation
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid
from portal.pickers import picker_sources
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.security import roles
from portal.security.people import scope_for
from portal.security.row_rules import RULES
from portal.security.scope import set_scope
from tests.fixtures.world import World
from tests.portal.security.conftest import Enter
from tests.portal.security.doors import view_named
from tests.portal.security.loop_rows import add_loop_rows
from tests.portal.security.paper_rows import add_paper_rows
from tests.portal.security.sight import (
    HOMES,
    MODELS,
    PLACES,
    SCOPED,
    account,
    leaks,
    outside,
    readable,
    snapshot,
    visible,
)


@pytest.fixture
def orders(session: Session, world: World) -> None:
    """A print order, an import and the rows of the loop and of paper of each village."""
    add_loop_rows(session, world)
    add_paper_rows(session, world)
    for village, home in (("west", "west1-1"), ("east", "east1-1")):
        batch = PrintBatch(
            kind="letters",
            title=f"{village} 的信",
            grid_id=world.grids[village],
            total=1,
            created_at=now(),
            created_by="x",
        )
        batch.chunks = [PrintChunk(position=0, size=1)]
        session.add(batch)
        session.flush()
        run = ImportRun(
            sheet="households", file_name=f"{village}.xlsx", sha256="0" * 64, state="done", created_by="x", created_at=now(),
            grid_id=world.grids[village],
        )  # fmt: skip
        session.add(run)
        session.flush()
        session.add_all([
            ImportRow(run_id=run.id, row=2, table="household", record_id=world.households[home], action="new", after="0"),
            ImportFinding(run_id=run.id, row=3, column="地址", message="必填，不能空着", level="error"),
        ])  # fmt: skip
        session.add(
            PrintItem(batch_id=batch.id, chunk_id=batch.chunks[0].id, subject_id=world.households[home], position=0)
        )
    session.commit()


def test_every_table_that_points_into_the_scope_has_a_rule_of_its_own() -> None:
    scoped = {model.__table__ for model in RULES}
    for mapper in Grid.registry.mappers:
        pointing = {key.column.table for key in mapper.local_table.foreign_keys} & scoped
        assert not pointing or mapper.class_ in RULES, f"{mapper.class_.__name__} 指向有范围的表,却没有规则"
    assert {model.__name__ for model in RULES} == set(PLACES)


@pytest.mark.parametrize("role", HOMES)
def test_the_session_sees_what_the_tree_says(session: Session, world: World, orders: None, role: str) -> None:
    wanted = {model: visible(session, world, role, model) for model in MODELS}
    user = account(session, world, role)
    session.expunge_all()
    set_scope(session, scope_for(session, user))
    for model in MODELS:
        key = inspect(model).primary_key[0]
        assert set(session.scalars(select(key).select_from(model))) == wanted[model], model.__name__
        assert {inspect(row).identity[0] for row in session.scalars(select(model))} == wanted[model]


@pytest.mark.parametrize("role", [roles.HEAD, roles.MEMBER, roles.DEPARTMENT, roles.CENTRE])
def test_lists_show_exactly_the_rows_in_scope(
    app: Flask, session: Session, world: World, orders: None, enter: Enter, role: str
) -> None:
    wanted = {name: visible(session, world, role, view.datamodel.obj) for name, view in SCOPED.items()}
    client, far = enter(role), HOMES[role] not in {"town", None}
    for name in set(SCOPED) & set(roles.BY_NAME[role].screens):
        base = view_named(app, name).route_base
        page = client.get(f"{base}/list/?psize_{name}=100").text
        assert {int(pk) for pk in re.findall(rf'{base}/show/(\d+)"', page)} == wanted[name], name
        assert f"共 <strong>{len(wanted[name])}</strong> 条" in page, name
        for pk in list(wanted[name])[:2]:
            assert not far or not leaks(client.get(f"{base}/show/{pk}").text), f"{name} {pk}"


@pytest.mark.parametrize("role", [roles.HEAD, roles.MEMBER])
def test_no_page_or_answer_names_what_lies_outside(
    app: Flask, world: World, orders: None, enter: Enter, role: str
) -> None:
    client, wrong = enter(role), []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not rule.arguments and rule.endpoint not in {"SignInView.login"}:
            found = leaks(readable(client.get(rule.rule).data))
            wrong += [f"{rule.rule}: {found}"] * bool(found)
    for table in picker_sources():
        found = leaks(client.get(f"/picker/{table}").text)
        wrong += [f"/picker/{table}: {found}"] * bool(found)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [roles.HEAD, roles.MEMBER, roles.DEPARTMENT])
def test_foreign_rows_are_not_found_and_not_touched(
    app: Flask, session: Session, world: World, orders: None, enter: Enter, role: str
) -> None:
    foreign = {name: outside(session, world, role, view.datamodel.obj) for name, view in SCOPED.items()}
    before = {model: snapshot(session, model) for model in MODELS}
    client, wrong = enter(role), []
    for name, pks in foreign.items():
        view = view_named(app, name)
        paths = [
            ("GET", f"show/{pks[0]}"),
            ("GET", f"edit/{pks[0]}"),
            ("POST", f"edit/{pks[0]}"),
            ("POST", f"delete/{pks[0]}"),
        ]
        paths += [("POST", f"action/{each}/{pks[0]}") for each in view.actions]
        for method, path in paths:
            status = client.open(f"{view.route_base}/{path}", method=method, data={"name": "x"}).status_code
            wrong += [f"{method} {name} {path} -> {status}"] * (status not in {400, 403, 404})
        for each in view.actions:
            status = client.post(f"{view.route_base}/action_post", data={"action": each, "rowid": pks}).status_code
            wrong += [f"{name} action_post {each} -> {status}"] * (status not in {400, 403, 404})
    for api in navigation.apis():
        pk = outside(session, world, role, api.screen.datamodel.obj)[0]
        for method in ("GET", "PUT", "DELETE"):
            status = client.open(f"/api/v1/{api.resource_name}/{pk}", method=method, json={}).status_code
            wrong += [f"{method} {api.resource_name} -> {status}"] * (status not in {403, 404, 405})
    assert not wrong, "\n".join(wrong)
    session.rollback()
    assert {model: snapshot(session, model) for model in MODELS} == before


POINTERS = [
    (model, relation.key)
    for model in MODELS for relation in inspect(model).relationships
    if relation.direction.name == "MANYTOONE" and relation.mapper.class_ in RULES
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "pointer"), POINTERS, ids=lambda each: each if isinstance(each, str) else each.__name__
)
@pytest.mark.parametrize("how", ["row", "number"])
def test_an_own_row_cannot_be_tied_to_a_foreign_one(
    session: Session, world: World, orders: None, model: type[Any], pointer: str, how: str
) -> None:
    relation = inspect(model).relationships[pointer]
    column = inspect(model).get_property_by_column(next(iter(relation.local_columns))).key
    target = relation.mapper.class_
    own = next(iter(visible(session, world, roles.HEAD, model)))
    far = session.get_one(target, outside(session, world, roles.HEAD, target)[-1])
    row = session.scalars(select(model).where(inspect(model).primary_key[0] == own)).first()
    user = account(session, world, roles.HEAD)
    set_scope(session, scope_for(session, user))
    with session.no_autoflush:
        setattr(row, *((pointer, far) if how == "row" else (column, far.id)))
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_foreign_row_in_hand_cannot_be_changed_or_deleted(
    session: Session, world: World, orders: None, model: type[Any]
) -> None:
    identity = outside(session, world, roles.HEAD, model)[0]
    row = session.scalars(select(model).where(inspect(model).primary_key[0] == identity)).first()
    set_scope(session, scope_for(session, account(session, world, roles.HEAD)))
    session.delete(row)
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("name", sorted(SCOPED))
def test_forms_and_rest_refuse_foreign_choices(
    app: Flask, session: Session, world: World, orders: None, enter: Enter, name: str
) -> None:
    view = view_named(app, name)
    model, held = view.datamodel.obj, roles.BY_NAME[roles.HEAD].screens.get(name, frozenset())
    targets = {
        relation.key: relation.mapper.class_
        for relation in inspect(model).relationships
        if relation.mapper.class_ in RULES
    }
    own = next(iter(visible(session, world, roles.HEAD, model)))
    far = {key: outside(session, world, roles.HEAD, target)[0] for key, target in targets.items()}
    before = snapshot(session, model)
    session.rollback()
    client = enter(roles.HEAD)
    for verb, columns, path in (("can_add", view.add_columns, "add"), ("can_edit", view.edit_columns, f"edit/{own}")):
        for key in set(columns) & set(far):
            answer = client.post(f"{view.route_base}/{path}", data={key: far[key]})
            assert answer.status_code == (422 if verb in held else 403), f"{path} {key}"
            assert verb not in held or "不在您的管辖范围内" in answer.text, f"{path} {key}"
    for api in [each for each in navigation.apis() if each.screen.__name__ == name]:
        for method, path in (("POST", ""), ("PUT", str(own))):
            for key in far:
                status = client.open(
                    f"/api/v1/{api.resource_name}/{path}", method=method, json={key: far[key]}
                ).status_code
                assert status in {403, 404, 405, 422}, f"{method} {key} -> {status}"
    for key, pk in far.items():
        for number in (0, 1):
            answer = client.get(f"{view.route_base}/list/?_flt_{number}_{key}={pk}")
            assert answer.status_code == 400 or not re.findall(rf'{view.route_base}/show/(\d+)"', answer.text), key
    session.rollback()
    assert snapshot(session, model) == before


@pytest.mark.parametrize("tie", [{"parent": None}, {"parent_id": None}], ids=["row", "number"])
def test_a_village_is_not_cut_from_the_town_by_its_head(session: Session, world: World, tie: dict[str, Any]) -> None:
    west = session.get_one(Grid, world.grids["west"])
    set_scope(session, scope_for(session, account(session, world, roles.HEAD)))
    for name, value in tie.items():
        setattr(west, name, value)
    with pytest.raises(OutOfScope, match="上级网格"):
        session.flush()
    session.rollback()
