"""What a clerk does headless: the same services as the screens, exit codes that scripts can rely on."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from shapely import affinity
from shapely.geometry import shape
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from portal.cli import Exit
from portal.grids.models import Grid
from portal.members.models import Member
from portal.security import roles, sessions
from seeds.loading import available_profiles
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World

GOOD = "Qiu-tian-2026"


@pytest.fixture
def portal(app: Flask, world: World) -> Terminal:
    """The command line over the small world."""
    return Terminal(app)


def test_grids_are_listed_in_tree_order(portal: Terminal) -> None:
    code, said, _ = portal("grids", "list")
    assert code == Exit.OK
    names = [line.split()[1].partition("（")[0] for line in said.splitlines()]
    assert names == ["试验镇", "西村", "西村第一网格", "西村第二网格", "东村", "东村第一网格", "东村第二网格"]


def test_a_village_is_listed_with_what_lies_below(portal: Terminal) -> None:
    _, said, _ = portal("grids", "list", "--grid", "900000100002")
    assert "东村第一网格" in said
    assert "西村" not in said


@pytest.mark.parametrize("command", [("list",), ("check",), ("export", "--out", "x.geojson")])
def test_an_unknown_grid_is_named(command: tuple[str, ...], portal: Terminal) -> None:
    assert portal("grids", *command, "--grid", "000") == (Exit.FAILED, "", "没有编码为 000 的网格\n")


def test_boundaries_are_exported_as_they_are(portal: Terminal, session: Session, world: World, tmp_path: Path) -> None:
    out = tmp_path / "west.geojson"
    assert portal("grids", "export", "--grid", "900000100001", "--out", out)[0] == Exit.OK
    features = json.loads(out.read_text())["features"]
    assert [each["properties"]["code"] for each in features] == ["900000100001", "900000100001001", "900000100001002"]
    stored = session.get_one(Grid, world.grids["west1"]).boundary
    assert stored is not None
    assert shape(features[1]["geometry"]).symmetric_difference(stored).area < 1e-10


def test_nothing_to_export_and_nowhere_to_write_are_told(
    portal: Terminal, session: Session, world: World, tmp_path: Path
) -> None:
    code, _, complaint = portal("grids", "export", "--out", tmp_path / "no" / "x.geojson")
    assert (code, "不能读写" in complaint) == (Exit.FAILED, True)
    session.get_one(Grid, world.grids["east1"]).boundary = None
    session.commit()
    answer = portal("grids", "export", "--grid", "900000100002001", "--out", tmp_path / "x.geojson")
    assert answer == (Exit.NOTHING, "", "没有可导出的边界\n")


def test_a_gap_is_found(portal: Terminal, session: Session, world: World) -> None:
    assert portal("grids", "check") == (Exit.OK, "没有发现重叠、空隙或越界\n", "")
    grid = session.get_one(Grid, world.grids["west1"])
    assert grid.boundary is not None
    grid.boundary = affinity.scale(grid.boundary, 0.5, 1.0)
    session.commit()
    code, said, _ = portal("grids", "check")
    assert code == Exit.FAILED
    assert "试验镇/西村" in said
    assert said.rstrip().endswith("处问题")


def test_an_account_is_made_under_the_rules_of_the_screen(
    portal: Terminal, app: Flask, session: Session, world: World
) -> None:
    member = world.members["east-head"]
    answer = portal(
        "accounts",
        "create",
        "wangdong",
        "--name",
        "王东长",
        "--role",
        roles.HEAD,
        "--member",
        member,
        "--password",
        GOOD,
    )
    assert answer[0] == Exit.OK
    user = app.extensions["appbuilder"].sm.find_user(username="wangdong")
    assert (user.last_name, user.first_name, [role.name for role in user.roles]) == ("王", "东长", [roles.HEAD])
    assert check_password_hash(user.password, GOOD)
    assert session.scalars(select(Member.user_id).where(Member.id == member)).one() == user.id
    assert "王东长  村级网格长" in portal("accounts", "list")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("zhang", "--password", "short1A"), "密码至少"),
        (("zhang", "--password", "alllowercase"), "三种"),
        (("system", "--password", GOOD), "已存在"),
        (("zhang", "--password", GOOD, "--member", "99999"), "没有编号为 99999 的网格员"),
    ],
)
def test_a_bad_account_is_refused(words: tuple[str, ...], sentence: str, portal: Terminal, app: Flask) -> None:
    code, _, complaint = portal("accounts", "create", *words, "--name", "张三", "--role", roles.MEMBER)
    assert code == Exit.FAILED
    assert sentence in complaint
    assert app.extensions["appbuilder"].sm.find_user(username="zhang") is None


def test_a_lost_password_is_reset(portal: Terminal, app: Flask, session: Session, world: World) -> None:
    username = world.users[roles.SYSTEM]
    before = account_state(session, username)
    assert portal("accounts", "reset-password", username, "--password", "short1A")[0] == Exit.FAILED
    code, said, _ = portal("accounts", "reset-password", username, "--password", GOOD)
    assert (code, "下次登录须修改密码" in said, GOOD in said) == (Exit.OK, True, False)
    after = account_state(session, username)
    assert (after.must_change, after.session_epoch, after.locked_until) == (True, before.session_epoch + 1, None)
    client = app.test_client()
    assert client.post("/login/", data={"username": username, "password": GOOD}).status_code == 302
    assert client.get("/").location.endswith("/resetmypassword/form")
    assert portal("accounts", "reset-password", "nobody", "--password", GOOD) == (
        Exit.FAILED, "", "没有用户名为“nobody”的账号\n",
    )  # fmt: skip


def account_state(session: Session, username: str) -> Any:
    """The stored state of an account."""
    session.rollback()
    user = session.scalars(select(User.id).where(User.username == username)).one()
    return sessions.state_of(session, user)


def test_profiles_are_listed_checked_applied_and_shown(portal: Terminal) -> None:
    assert portal("plan", "show")[0] == Exit.FAILED
    key, path = "longcheng", available_profiles()["longcheng"]
    assert key in portal("plan", "list")[1]
    assert "没有问题" in portal("plan", "check", path)[1]
    for name in (key, path):
        assert portal("plan", "apply", name)[0] == Exit.OK
    assert portal("plan", "show")[0] == Exit.OK


def test_a_broken_profile_is_told_with_file_line_and_key(portal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "town.yaml"
    text = available_profiles()["longcheng"].read_text(encoding="utf-8")
    line = text.splitlines().index("  - rank: 1") + 1
    broken.write_text(text.replace("  - rank: 1\n", "  - rank: 一\n", 1), encoding="utf-8")
    for command in ("check", "apply"):
        code, _, complaint = portal("plan", command, broken)
        assert code == Exit.FAILED
        assert f"town.yaml 第 {line} 行" in complaint
        assert "rank" in complaint


@pytest.mark.parametrize("command", ["check", "apply"])
def test_a_profile_that_is_not_there_is_told(command: str, portal: Terminal) -> None:
    code, _, complaint = portal("plan", command, "nowhere.yaml")
    assert code == Exit.FAILED
    assert "nowhere.yaml" in complaint
    assert "Errno" not in complaint


def test_the_demo_town_goes_into_an_empty_database_only(portal: Terminal) -> None:
    code, _, complaint = portal("demo", "load")
    assert (code, "只能装入空库" in complaint) == (Exit.FAILED, True)
    assert portal("demo", "load", "--if-empty") == (Exit.OK, "", "")


def test_there_are_no_demo_accounts_outside_demo_mode(portal: Terminal, app: Flask) -> None:
    code, said, complaint = portal("demo", "accounts")
    assert (code, said) == (Exit.FAILED, "")
    assert "只在演示模式" in complaint
    assert app.extensions["appbuilder"].sm.find_user(username="xitong") is None


def test_demo_mode_on_a_real_database_makes_no_accounts(
    portal: Terminal, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PORTAL", dataclasses.replace(app.config["PORTAL"], demo=True))
    assert portal("demo", "accounts") == (Exit.OK, "此数据库不是演示库，不建立演示账号\n", "")
    assert app.extensions["appbuilder"].sm.find_user(username="xitong") is None


def test_health_names_what_is_missing(portal: Terminal) -> None:
    code, said, complaint = portal("health")
    assert code == Exit.FAILED
    assert "正常  数据库" in said
    assert "故障  任务队列：连接不上，请检查 BROKER_URL" in complaint
    assert "Error" not in complaint
    assert "故障  数据库" not in complaint


@pytest.mark.broker
def test_health_with_a_broker_is_sound(
    portal: Terminal, app: Flask, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PORTAL", dataclasses.replace(app.config["PORTAL"], broker_url=broker_url))
    code, said, complaint = portal("health")
    assert (code, complaint) == (Exit.OK, "")
    assert said.count("正常") == 4


def test_a_worker_without_a_queue_says_so_in_one_sentence(portal: Terminal) -> None:
    code, said, complained = portal("worker", "--burst")
    assert (code, said) == (Exit.FAILED, "")
    assert complained.startswith("任务队列没有应答：请先启动 Valkey 或 Redis")
    assert complained.count("\n") == 1
