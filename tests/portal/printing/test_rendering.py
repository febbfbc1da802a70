"""From an order to one PDF: claims and fences, what is on the pages, what happens when something goes wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.printing import assembling, claims, rendering, services
from portal.printing.dispatch import expire
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.progress import progress_of
from portal.printing.rules import MAX_ATTEMPTS, PrintKind
from portal.printing.store import Store
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of


def printed(session: Session, batch: PrintBatch, store: Store) -> PrintBatch:
    """Render every chunk and join them, as the worker does."""
    session.commit()
    for chunk_id in services.chunk_ids(session, batch.id):
        rendering.print_chunk(chunk_id, store)
    assembling.assemble(batch.id, store)
    session.expire_all()
    return batch


def files(store: Store, batch_id: int) -> list[Path]:
    folder = Path(store._root) / str(batch_id)
    return sorted(folder.iterdir()) if folder.exists() else []


def test_every_household_has_its_letter_in_delivery_order(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    batch = printed(
        planned, services.order(planned, PrintKind.LETTERS, world.grids["west"], by="甲", per_chunk=2), store
    )
    assert (batch.state, batch.pages) == ("ready", 6)
    pdf = store.read(str(batch.output))
    assert hashlib.sha256(pdf).hexdigest() == batch.sha256
    pages = pages_of(pdf, tmp_path)
    names = ["赵甲", "赵乙", "赵丙", "钱甲", "钱乙", "钱丙"]
    assert [[name for name in names if name in page] for page in pages] == [[name] for name in names]
    assert all("冯西一" in page and "13800000004" in page for page in pages[:3])
    assert all("郑西长" in page for page in pages[3:])
    assert "west1路1号" in pages[0]


def test_cards_are_ten_on_a_sheet_with_member_and_head(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    batch = printed(planned, services.order(planned, PrintKind.CARDS, world.grids["west1"], by="甲"), store)
    assert batch.error is None
    (page,) = pages_of(store.read(str(batch.output)), tmp_path)
    assert page.count("冯西一") == 3
    assert page.count("郑西长") == 3


def test_assessment_sheets_say_no_data_instead_of_zero(
    planned: Session, world: World, store: Store, tmp_path: Path
) -> None:
    ids = list(planned.scalars(select(Assessment.id)))
    batch = printed(planned, services.order(planned, PrintKind.ASSESSMENTS, rows=ids, by="甲"), store)
    pages = pages_of(store.read(str(batch.output)), tmp_path)
    assert ["冯西一" in pages[0], "陈东一" in pages[1]] == [True, True]
    flat = ["".join(page.split()) for page in pages]
    assert all(word in page for page in flat for word in ("入户走访率", "46/50", "得92.0分", "无数据", "优秀"))


def test_only_the_newest_token_may_finish(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    (chunk_id,) = services.chunk_ids(planned, batch.id)
    old = claims.claim(planned, chunk_id, lease=60)
    assert old is not None
    assert claims.claim(planned, chunk_id) is None
    planned.commit()
    assert expire(now() + dt.timedelta(seconds=61)) == 1
    new = claims.claim(planned, chunk_id)
    assert new is not None
    assert not claims.renew(planned, old)
    assert not claims.finish(planned, old, "old.pdf", "0" * 64, 3)
    assert not claims.fail(planned, old, "旧")
    assert claims.finish(planned, new, "new.pdf", "1" * 64, 3)
    chunk = planned.get_one(PrintChunk, chunk_id, populate_existing=True)
    assert (chunk.state, chunk.output, chunk.attempt) == ("done", "new.pdf", 2)


def test_a_lease_that_ran_out_can_be_claimed_without_the_reconciler(planned: Session, world: World) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    (chunk_id,) = services.chunk_ids(planned, batch.id)
    assert claims.claim(planned, chunk_id, lease=-1)
    assert claims.claim(planned, chunk_id)


def test_a_chunk_lost_while_rendering_leaves_no_file(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    (chunk_id,) = services.chunk_ids(planned, batch.id)
    planned.commit()

    class Stolen(Store):
        """A store during whose writing the batch is cancelled."""

        def put(self, name: str, fill: object) -> object:  # type: ignore[override]
            stored = super().put(name, fill)  # type: ignore[arg-type]
            services.cancel(planned, batch.id)
            planned.commit()
            return stored

    assert rendering.print_chunk(chunk_id, Stolen(str(store._root), keep_days=30)) is None
    assert files(store, batch.id) == []
    assert planned.get_one(PrintBatch, batch.id, populate_existing=True).state == "cancelled"


def test_joining_twice_makes_one_file(planned: Session, world: World, store: Store) -> None:
    batch = printed(planned, services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲"), store)
    before = (batch.output, batch.sha256, files(store, batch.id))
    assert not assembling.assemble(batch.id, store)
    planned.expire_all()
    assert (batch.output, batch.sha256, files(store, batch.id)) == before


def test_nothing_is_joined_before_all_is_done(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲", per_chunk=2)
    planned.commit()
    rendering.print_chunk(services.chunk_ids(planned, batch.id)[0], store)
    assert not assembling.assemble(batch.id, store)
    planned.expire_all()
    assert batch.state == "running"
    progress = progress_of(planned, batch)
    assert (progress.done, progress.total, progress.percent) == (2, 3, 66)
    assert progress.sentence.startswith("正在印制：2/3 份")


def test_what_does_not_fit_fails_the_batch_naming_the_household_and_a_retry_finishes(
    planned: Session, world: World, store: Store
) -> None:
    household = planned.get_one(Household, world.households["west1-2"])
    household.address = "很长的地址" * 40
    batch = printed(
        planned, services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲", per_chunk=1), store
    )
    assert batch.state == "failed"
    assert "赵乙" in str(batch.error)
    household.address = "短地址"
    services.retry(planned, batch.id)
    assert printed(planned, batch, store).state == "ready"
    with pytest.raises(Refusal):
        services.retry(planned, batch.id)


def test_a_household_deleted_after_the_order_fails_the_batch(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west2"], by="甲")
    planned.delete(planned.get_one(Household, world.households["west2-3"]))
    batch = printed(planned, batch, store)
    assert batch.state == "failed"
    assert "已被删除" in str(batch.error)


def test_a_chunk_begun_too_often_fails_its_batch(planned: Session, world: World) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    (chunk_id,) = services.chunk_ids(planned, batch.id)
    for _ in range(MAX_ATTEMPTS):
        assert claims.claim(planned, chunk_id, lease=-5)
    planned.commit()
    expire(now())
    planned.expire_all()
    assert batch.state == "failed"
    assert f"{MAX_ATTEMPTS} 次" in str(batch.error)


def test_a_cancelled_batch_is_not_printed_and_can_be_deleted(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    with pytest.raises(Refusal, match="先取消"):
        services.delete(planned, batch.id)
    services.cancel(planned, batch.id)
    assert printed(planned, batch, store).state == "cancelled"
    assert files(store, batch.id) == []
    services.delete(planned, batch.id)
    assert planned.scalars(select(PrintChunk).where(PrintChunk.batch_id == batch.id)).all() == []
