"""An order through the web on connections of its own, as in real use: one session must not lock out another."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from portal import create_app
from portal.cli.steps import provision_database
from portal.foundation.audit import AuditEntry
from portal.foundation.database import db
from portal.jobs.transactions import transaction
from portal.printing.models import PrintBatch
from portal.security import roles
from tests.fixtures.application import config_for
from tests.fixtures.world import PASSWORD, make_world
from tests.portal.jobs.conftest import Place
from tests.portal.printing.papers import apply_plan, pages_of

pytestmark = pytest.mark.broker


def test_an_order_is_queued_printed_and_fetched_over_http(broker_url: str, tmp_path: Path) -> None:
    config = config_for(tmp_path, BROKER_URL=broker_url)
    for _step in provision_database(config):
        pass
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        world = make_world(db.session())
        apply_plan(db.session())
        db.session.commit()
    place = Place(app, world, Path(config.files_url), broker_url)
    place.empty_broker()
    client = app.test_client()
    client.post("/login/", data={"username": world.users[roles.HEAD], "password": PASSWORD})
    answer = client.post("/printview/order/letters", data={"grid": world.grids["west"]})
    assert answer.status_code == 302
    with app.app_context():
        assert place.chunks(1) == ["queued"]
        with place.worker("--burst") as worker:
            assert worker.wait(timeout=240) == 0
        progress = client.get("/printview/progress/1").json
        assert progress is not None
        assert (progress["state"], progress["percent"]) == ("ready", 100)
        assert len(pages_of(client.get("/printview/file/1").data, tmp_path)) == 6
        with transaction(reading=True) as session:
            deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == "print_batch")).all()
        assert list(deeds) == ["print", "export"]
        assert client.post("/printview/remove/1").status_code == 302
        with transaction(reading=True) as session:
            assert session.scalar(select(PrintBatch.expired_at)) is not None, "the record of what was printed stays"
        assert not (Path(config.files_url) / "1").exists()
        db.session.remove()
        db.engine.dispose()
