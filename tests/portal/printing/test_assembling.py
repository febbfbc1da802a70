"""Joining a batch: who may, how often it is tried, and how it ends when it never succeeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.printing import assembling, rendering, services
from portal.printing.covers import cover_name
from portal.printing.models import PrintBatch
from portal.printing.progress import progress_of
from portal.printing.rules import MAX_ATTEMPTS, PrintKind
from portal.printing.store import Store
from reports.errors import ReportError
from tests.fixtures.world import World


@pytest.fixture
def batch(planned: Session, world: World, store: Store) -> PrintBatch:
    """Three letters in two chunks, both done."""
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲", per_chunk=2)
    planned.commit()
    for chunk_id in services.chunk_ids(planned, batch.id):
        rendering.print_chunk(chunk_id, store)
    planned.expire_all()
    return batch


def first_file(batch: PrintBatch, store: Store) -> Path:
    return Path(store._root) / str(batch.chunks[0].output)


def test_one_process_joins_at_a_time_and_nobody_what_was_cancelled(batch: PrintBatch, planned: Session) -> None:
    assert assembling.claim(planned, batch.id, lease=60)
    assert assembling.claim(planned, batch.id) is None
    services.cancel(planned, batch.id)
    assert assembling.claim(planned, batch.id) is None


def test_whoever_lost_the_lease_makes_nothing_ready(batch: PrintBatch, planned: Session, store: Store) -> None:
    late = assembling.claim(planned, batch.id, lease=-1)
    assert late is not None
    assert assembling.assemble(batch.id, store)
    assembling.give_back(planned, late)
    planned.expire_all()
    assert (batch.state, batch.attempt, batch.lease_until) == ("ready", 2, None)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"%PDF-1.7 broken")])
def test_what_can_never_be_joined_fails_the_batch_with_a_sentence(
    batch: PrintBatch, planned: Session, store: Store, damage: object
) -> None:
    damage(first_file(batch, store))  # type: ignore[operator]
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert batch.state == "running"
        with pytest.raises((ReportError, FileNotFoundError)):
            assembling.assemble(batch.id, store)
        planned.expire_all()
        assert batch.attempt == attempt
    assert batch.state == "failed"
    assert f"合并成一个文件 {MAX_ATTEMPTS} 次都没有成功" in progress_of(planned, batch).sentence
    assert not assembling.assemble(batch.id, store)
    services.retry(planned, batch.id)
    planned.commit()
    assert {chunk.state for chunk in batch.chunks} == {"pending"}, "what could not be joined is printed again"
    for chunk_id in services.chunk_ids(planned, batch.id):
        rendering.print_chunk(chunk_id, store)
    assert assembling.assemble(batch.id, store)


def test_parts_go_when_the_whole_is_ready_and_its_cover_lies_beside_it(
    batch: PrintBatch, planned: Session, store: Store
) -> None:
    assert assembling.assemble(batch.id, store)
    planned.expire_all()
    assert {name for name, _ in store.printed()} == {str(batch.output), cover_name(str(batch.output))}


def test_a_single_part_is_the_whole_as_it_is(planned: Session, world: World, store: Store) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west2"], by="甲")
    planned.commit()
    (chunk_id,) = services.chunk_ids(planned, batch.id)
    rendering.print_chunk(chunk_id, store)
    planned.expire_all()
    part = batch.chunks[0].sha256
    assert assembling.assemble(batch.id, store)
    planned.expire_all()
    assert (batch.sha256, batch.pages) == (part, 3)
