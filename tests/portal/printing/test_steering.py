"""Pausing and going on, expiry by rule, and what is swept: nothing that a row names is ever removed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.jobs.queues import DOWN
from portal.printing import assembling, claims, housekeeping, rendering, services
from portal.printing.covers import cover_name
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.pace import pace_of
from portal.printing.progress import progress_of
from portal.printing.rules import ChunkState, PrintKind
from portal.printing.store import Store
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

LATER = dt.timedelta(days=31)


@pytest.fixture
def batch(planned: Session, world: World) -> PrintBatch:
    """Six letters in three chunks."""
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west"], by="甲", per_chunk=2)
    planned.commit()
    return batch


def print_all(session: Session, batch: PrintBatch, store: Store) -> None:
    for chunk_id in services.chunk_ids(session, batch.id):
        rendering.print_chunk(chunk_id, store)
    session.expire_all()


def test_a_paused_batch_begins_nothing_and_finishes_what_is_in_work(
    batch: PrintBatch, planned: Session, store: Store
) -> None:
    first, second, _third = services.chunk_ids(planned, batch.id)
    held = claims.claim(planned, first)
    services.pause(planned, batch.id)
    planned.commit()
    assert claims.claim(planned, second) is None
    assert "正在印的部分印完为止" in progress_of(planned, batch).sentence
    assert held is not None
    assert claims.finish(planned, held, "1/1-x.pdf", "0", 2)
    planned.expire_all()
    assert progress_of(planned, batch).sentence == "已暂停（已印 2/6 份），点“继续”接着印"
    with pytest.raises(Refusal, match="可以暂停"):
        services.pause(planned, batch.id)
    services.resume(planned, batch.id)
    assert claims.claim(planned, second)
    with pytest.raises(Refusal, match="没有暂停"):
        services.resume(planned, batch.id)


def test_time_in_a_pause_is_no_time_of_printing(batch: PrintBatch, planned: Session, store: Store) -> None:
    """Two letters in ten seconds, a night of pause, then two in twenty: six a minute, twenty seconds for the rest."""
    began = now().replace(microsecond=0) - dt.timedelta(hours=12)
    resumed = began + dt.timedelta(hours=11)
    first, second, _third = services.chunk_ids(planned, batch.id)
    queued(planned, batch, began)
    rendering.print_chunk(first, store)
    planned.expire_all()
    assert pace_of(planned, [batch.id], began + dt.timedelta(seconds=10)) == (12, 20)
    services.pause(planned, batch.id)
    assert pace_of(planned, [batch.id], resumed) == (None, None)
    services.resume(planned, batch.id)
    assert pace_of(planned, [batch.id], resumed) == (None, None)
    queued(planned, batch, resumed)
    rendering.print_chunk(second, store)
    planned.expire_all()
    assert pace_of(planned, [batch.id], resumed + dt.timedelta(seconds=20)) == (6, 20)
    said = progress_of(planned, batch, resumed + dt.timedelta(seconds=20)).sentence
    assert said == "正在印制：4/6 份，每分钟约 6 份，约还需 20 秒"


def queued(session: Session, batch: PrintBatch, at: dt.datetime) -> None:
    """As `portal.printing.dispatch` marks what is not queued yet."""
    unqueued = PrintChunk.batch_id == batch.id, PrintChunk.enqueued_at.is_(None)
    session.execute(update(PrintChunk).where(*unqueued).values(state=ChunkState.QUEUED, enqueued_at=at))
    session.commit()


def test_what_is_all_printed_is_joined_though_it_is_paused(batch: PrintBatch, planned: Session, store: Store) -> None:
    print_all(planned, batch, store)
    services.pause(planned, batch.id)
    planned.commit()
    assert assembling.assemble(batch.id, store)


def test_files_go_on_their_day_and_the_record_stays(batch: PrintBatch, planned: Session, store: Store) -> None:
    print_all(planned, batch, store)
    assert assembling.assemble(batch.id, store)
    planned.expire_all()
    assert batch.expires_on == now().date() + dt.timedelta(days=30), "印好的同时就定下日期"
    assert housekeeping.tidy(store) == (0, 0)
    on_the_day = now() + dt.timedelta(days=30)
    assert housekeeping.tidy(store, at=on_the_day).expired == 1
    assert housekeeping.tidy(store, at=on_the_day).expired == 0
    planned.expire_all()
    assert (batch.state, batch.total, list(store.printed())) == ("ready", 6, [])
    assert "文件已删除" in progress_of(planned, batch).sentence


def test_a_failed_batch_whose_parts_expired_is_printed_from_the_start(
    batch: PrintBatch, planned: Session, store: Store
) -> None:
    first = services.chunk_ids(planned, batch.id)[0]
    rendering.print_chunk(first, store)
    claims.fail_batch(planned, batch.id, "磁盘坏了")
    planned.commit()
    housekeeping.tidy(store)
    assert housekeeping.tidy(store, at=now() + LATER).expired == 1
    services.retry(planned, batch.id)
    planned.commit()
    planned.expire_all()
    assert {chunk.state for chunk in batch.chunks} == {"pending"}
    assert (batch.expires_on, batch.expired_at) == (None, None)


def test_only_what_no_row_names_is_swept_and_only_when_it_is_old(
    batch: PrintBatch, planned: Session, store: Store
) -> None:
    first = services.chunk_ids(planned, batch.id)[0]
    rendering.print_chunk(first, store)
    folder = Path(store._root) / str(batch.id)
    (folder / ".tmp-2-killed.pdf").write_bytes(b"half")
    (folder / "2-late.pdf").write_bytes(b"late")
    upload = Path(store._root) / "imports" / "7.sealed"
    upload.parent.mkdir()
    upload.write_bytes(b"not of printing")
    kept = next(folder.glob("1-*.pdf"))
    assert housekeeping.sweep(store, now()) == 0, "a job may be about to name them"
    assert housekeeping.sweep(store, now() + LATER) == 2
    assert sorted(folder.iterdir()) == [kept]
    assert upload.exists()


def test_parts_left_behind_by_a_killed_joiner_are_swept(batch: PrintBatch, planned: Session, store: Store) -> None:
    print_all(planned, batch, store)
    part = Path(store._root) / str(batch.chunks[0].output)
    content = part.read_bytes()
    assert assembling.assemble(batch.id, store)
    part.write_bytes(content)
    os.utime(part, (1, 1))
    assert housekeeping.sweep(store, now()) == 1
    planned.expire_all()
    assert {name for name, _ in store.printed()} == {batch.output, cover_name(str(batch.output))}


def test_while_a_part_is_in_work_nobody_waits_for_the_queue(
    batch: PrintBatch, planned: Session, sign_in: SignIn
) -> None:
    """No broker runs here."""
    client, address = sign_in(roles.HEAD), f"/printview/progress/{batch.id}"
    assert client.get(address).json["sentence"] == DOWN
    held = claims.claim(planned, services.chunk_ids(planned, batch.id)[0])
    planned.commit()
    assert held is not None
    assert client.get(address).json["sentence"] == "正在印制：0/6 份"
    planned.execute(update(PrintChunk).where(PrintChunk.token == held.token).values(lease_until=now()))
    planned.commit()
    assert client.get(address).json["sentence"] == DOWN
