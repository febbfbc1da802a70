"""A large campaign opened by a worker: once, in the name of who asked, or not at all with the reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from portal.campaigns import waiting_pages
from portal.campaigns.jobs import open_in_background
from portal.campaigns.models import Campaign, VisitTask
from portal.jobs.transactions import transaction
from portal.security import roles
from tests.portal.campaigns.conftest import in_force
from tests.portal.jobs.conftest import Place, check_lost, enter, own_place

pytestmark = pytest.mark.broker
JUNE = {"key": "june", "starts_on": "2026-06-01", "ends_on": ""}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, broker_url: str) -> Iterator[Place]:
    """With a campaign in its plan."""
    with own_place(tmp_path_factory.mktemp("campaigns"), broker_url, in_force) as place:
        yield place


@pytest.fixture
def client(place: Place, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The centre's administrator; every campaign counts as large, and none is open."""
    monkeypatch.setattr(waiting_pages, "AT_ONCE", 0)
    with transaction() as session:
        session.execute(delete(Campaign))
    return enter(place, roles.CENTRE)


def stored() -> tuple[int, int]:
    with transaction(reading=True) as session:
        return session.scalar(select(func.count(Campaign.id))) or 0, session.scalar(
            select(func.count(VisitTask.id))
        ) or 0


def ask(client: FlaskClient, place: Place) -> str:
    """Open it; the address of the page to wait on."""
    answer = client.post("/campaignview/opening", data={**JUNE, "grid": place.world.grids["town"], "do": "open"})
    assert (answer.status_code, "/campaignview/waiting/campaign-" in answer.location) == (302, True), answer.text
    return str(answer.location)


def test_a_worker_opens_it_in_the_name_of_who_asked(place: Place, client: FlaskClient) -> None:
    page = ask(client, place)
    assert "正在后台列出走访任务" in client.get(page).text
    assert stored() == (0, 0)
    with place.worker("--burst") as worker:
        worker.wait()
    assert stored() == (1, 16)
    assert "活动已开展，共 16 项走访任务" in client.get(page, follow_redirects=True).text
    with transaction(reading=True) as session:
        assert session.scalars(select(Campaign.opened_by)).one() == "周中心"


def test_run_twice_it_opens_once(place: Place, client: FlaskClient) -> None:
    wanted = ("june", place.world.grids["town"], "2026-06-01", None, "周中心")
    (first, tasks), (again, reason) = open_in_background(*wanted), open_in_background(*wanted)
    assert (bool(first), tasks, again) == (True, 16, 0)
    assert "不能再次开展" in str(reason)
    assert stored() == (1, 16)
    answer = client.post("/campaignview/opening", data={**JUNE, "grid": place.world.grids["town"], "do": "open"})
    assert (answer.status_code, "不能再次开展" in answer.text) == (422, True)


def test_a_job_that_got_lost_is_to_be_asked_for_again(place: Place, client: FlaskClient) -> None:
    check_lost(place, client, ask(client, place))
    assert stored() == (0, 0)


@pytest.mark.parametrize("job", ["campaign-x-1", "plan-1-1"])
def test_another_job_is_not_asked_after(client: FlaskClient, job: str) -> None:
    assert client.get(f"/campaignview/waiting/{job}").status_code == 400
