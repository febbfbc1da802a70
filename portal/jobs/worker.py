"""The worker: one process that takes jobs from one queue and forks for each.

Fonts and layout are loaded before the fork; database connections are left behind at it; a fork dies with its parent, so that
no job goes on unseen while the queue hands it out again.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from typing import Any

from flask import Flask
from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from portal.foundation.database import db
from portal.jobs.queues import PRINT

PR_SET_PDEATHSIG = 1
MAINTENANCE_SECONDS = 30
MONITORING_SECONDS = 10
WORKER_TTL = 60


class PortalWorker(Worker):
    """RQ's worker with the application around each job."""

    app: Flask

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Runs in the fork."""
        die_with(self.pid)
        with self.app.app_context():
            db.engine.dispose(close=False)
            super().main_work_horse(job, queue)


def die_with(parent: int | None) -> None:
    """Ask the kernel to kill this process when `parent` ends, however it ends; at once when it has already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def work(app: Flask, burst: bool = False) -> None:
    """Take jobs until told to stop (SIGTERM, SIGINT), or with `burst` until none is left."""
    preload()
    connection = Redis.from_url(app.config["PORTAL"].broker_url)
    worker: Any = PortalWorker(
        [Queue(PRINT, connection=connection, serializer=JSONSerializer)], connection=connection, serializer=JSONSerializer,
        maintenance_interval=MAINTENANCE_SECONDS, job_monitoring_interval=MONITORING_SECONDS, worker_ttl=WORKER_TTL,
    )  # fmt: skip
    worker.app = app
    worker.work(burst=burst, with_scheduler=False, logging_level="WARNING")


def preload() -> None:
    """Load layout and fonts once, and keep the collector off what all forks share. Raises `ReportError` when fonts lack."""
    from reports import render
    from reports.catalogue import available_designs
    from reports.fonts import check_machine
    from reports.samples import sample

    check_machine()
    for design in available_designs():
        render.render_pdf(design.key, [sample(design.key)], title=design.name)
    gc.collect()
    gc.freeze()
