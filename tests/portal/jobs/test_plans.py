"""A profile applied by a worker: in force when it is done, untouched and with a reason when it is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from portal.jobs.transactions import transaction
from portal.plans import applying_pages
from portal.plans.current import version_in_force
from portal.plans.drafting import begin_draft
from portal.plans.models import PlanDraft, PlanVersion
from portal.plans.services import apply_profile
from portal.security import roles
from tests.portal.jobs.conftest import Place, check_lost, enter, own_place
from tests.portal.plans.profiles import SOURCE

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, broker_url: str) -> Iterator[Place]:
    """With a plan in force."""
    text = SOURCE.read_text("utf-8")
    folder = tmp_path_factory.mktemp("plans")
    with own_place(folder, broker_url, lambda session: apply_profile(session, text, SOURCE)) as place:
        yield place


@pytest.fixture
def draft(place: Place, monkeypatch: pytest.MonkeyPatch) -> int:
    """The profile in force with another comment, as a draft; every town counts as large."""
    monkeypatch.setattr(applying_pages, "AT_ONCE", 0)
    with transaction() as session:
        session.execute(delete(PlanDraft))
        current = session.scalars(select(PlanVersion).order_by(PlanVersion.id.desc())).first()
        assert current is not None
        return begin_draft(session, current.content + "# 校订\n").id


@pytest.fixture
def client(place: Place) -> FlaskClient:
    """The system administrator."""
    return enter(place, roles.SYSTEM)


def in_force() -> tuple[int, str]:
    with transaction(reading=True) as session:
        found = version_in_force(session)
        assert found is not None
        return found.id, found.applied_by


def ask(client: FlaskClient, draft: int, revision: int = 1) -> str:
    """Apply the draft; the address of the page to wait on."""
    data = {"base": in_force()[0], "revision": revision}
    answer = client.post(f"/planview/draft/{draft}/apply", data=data)
    assert (answer.status_code, "/planview/applying/plan-" in answer.location) == (302, True)
    return str(answer.location)


def test_a_worker_applies_the_draft_in_the_name_of_who_asked(place: Place, client: FlaskClient, draft: int) -> None:
    before = in_force()[0]
    page = ask(client, draft)
    assert "正在后台应用" in client.get(page).text
    assert in_force()[0] == before
    with place.worker("--burst") as worker:
        worker.wait()
    assert in_force()[0] != before
    assert in_force()[1] == "褚系统"
    assert "方案已应用" in client.get(page, follow_redirects=True).text


def test_what_a_worker_refuses_is_told_and_changes_nothing(place: Place, client: FlaskClient, draft: int) -> None:
    before, page = in_force(), ask(client, draft, revision=7)
    with place.worker("--burst") as worker:
        worker.wait()
    answer = client.get(page, follow_redirects=True)
    assert ("已保存过这份草稿" in answer.text, in_force() == before) == (True, True)


def test_a_job_that_got_lost_is_to_be_asked_for_again(place: Place, client: FlaskClient, draft: int) -> None:
    check_lost(place, client, ask(client, draft))


@pytest.mark.parametrize("job", ["plan-x-1", "print-1-1", "plan-1-1;drop"])
def test_another_job_is_not_asked_after(client: FlaskClient, job: str) -> None:
    assert client.get(f"/planview/applying/{job}").status_code == 400
