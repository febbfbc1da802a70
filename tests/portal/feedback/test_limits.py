"""How much residents may tell at once: nobody floods the list of issues."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.feedback import rules, services
from portal.feedback.models import ContactCode, ResidentReport
from portal.feedback.stamps import new_stamp
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.households.models import Household
from tests.fixtures.world import World
from tests.portal.feedback.conftest import Phone, check_words, issues


def test_a_code_tells_so_often_a_day(session: Session, phone: Phone) -> None:
    before = issues(session)
    for _ in range(rules.PER_CODE_A_DAY):
        phone.receipt()
    answer = phone.tell()
    assert answer.status_code == 429
    assert "您家今天已经说了 5 次" in answer.text
    check_words(answer.text)
    assert issues(session) == before + rules.PER_CODE_A_DAY


def test_a_new_code_does_not_begin_anew(session: Session, phone: Phone, home: Household) -> None:
    receipts = [phone.receipt() for _ in range(rules.PER_CODE_A_DAY)]
    services.revoke(session, session.merge(home), "周中心")
    code = services.code_for(session, session.merge(home))
    token, code_id = code.token, code.id
    session.commit()
    app_secret = phone.client.application.config["SECRET_KEY"]
    phone.token = token
    assert phone.tell(stamp=new_stamp(app_secret, code_id, now() - dt.timedelta(minutes=1))).status_code == 429
    assert phone.open(f"/{receipts[0]}").status_code == 200


def test_so_many_may_be_open_at_once(session: Session, phone: Phone) -> None:
    for _ in range(2):
        for _ in range(rules.PER_CODE_A_DAY):
            phone.receipt()
        session.execute(update(ResidentReport).values(at=now() - dt.timedelta(days=2)))
        session.commit()
    answer = phone.tell()
    assert answer.status_code == 429
    assert "还有 10 件正在办" in answer.text


def test_a_network_address_tells_so_often_an_hour(
    session: Session, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_ADDRESS_AN_HOUR", 2)
    phone.receipt()
    phone.receipt()
    assert "用同一个网络说事的人太多" in phone.tell().text
    phone.address = "10.8.0.1"
    phone.receipt()


def test_a_flood_through_many_codes_stops_at_the_grid(
    app: Flask, session: Session, phone: Phone, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_GRID_A_DAY", 4)
    before = issues(session)
    tokens = services.codes_for(session, [world.households[f"west1-{number}"] for number in (1, 2, 3)])
    ids = {row[0]: row[1] for row in session.execute(select(ContactCode.token, ContactCode.id))}
    session.commit()
    answers = []
    for token in tokens.values():
        phone.token = token
        for _ in range(3):
            stamp = new_stamp(app.config["SECRET_KEY"], ids[token], now() - dt.timedelta(minutes=1))
            answers.append(phone.tell(stamp=stamp).status_code)
    assert answers.count(302) == 4
    assert answers.count(429) == 5
    assert issues(session) == before + 4


def test_a_grid_out_of_use_sends_people_to_the_telephone(session: Session, phone: Phone, home: Household) -> None:
    session.get_one(Grid, home.grid_id).status = GridStatus.RETIRED
    session.commit()
    answer = phone.tell()
    assert answer.status_code == 422
    assert "已停用" in answer.text
