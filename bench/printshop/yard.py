"""The processes of one portal: a broker, workers, a reconciler. Each may be killed, and is started again."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from deploy.broker import answers, command, program

PATIENCE = 60.0
BROKER, RECONCILER = "broker", "reconciler"
_PORTAL = [sys.executable, "-c", "from portal.cli import main; main()"]


class Yard:
    """`folder`: new, for the broker's socket and the logs; `environment`: that of the portal, without its broker."""

    def __init__(self, environment: Mapping[str, str], folder: Path, workers: int) -> None:
        self.folder = folder
        self.socket = folder / "broker.sock"
        self.environment = {**os.environ, **environment, "BROKER_URL": f"unix://{self.socket}"}
        self.workers = [f"worker-{number}" for number in range(1, workers + 1)]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Yard:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.start_broker()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self.processes):
            self.kill(name)

    def start_broker(self) -> None:
        """Start it and wait until it answers."""
        store = self.folder / "broker"
        store.mkdir(exist_ok=True)
        self._start(BROKER, command(program(), self.socket, store, self.folder / "broker.log"))
        deadline = time.monotonic() + PATIENCE
        while not answers(self.socket):
            if time.monotonic() > deadline:
                raise TimeoutError("the broker does not answer")
            time.sleep(0.02)

    def keep_running(self, reconciler: bool = True) -> None:
        """Start what is not running, as a supervisor does."""
        if not self.alive(BROKER):
            self.start_broker()
        wanted = {name: [*_PORTAL, "worker"] for name in self.workers}
        wanted |= {RECONCILER: [*_PORTAL, "reconciler", "--every", "1"]} if reconciler else {}
        for name, arguments in wanted.items():
            if not self.alive(name):
                self._start(name, arguments)

    def alive(self, name: str) -> bool:
        """Whether it runs."""
        return name in self.processes and self.processes[name].poll() is None

    def kill(self, name: str) -> None:
        """Kill -9, as a machine out of memory does; its children must see to themselves."""
        if self.alive(name):
            self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def lose_broker(self) -> None:
        """Kill the broker, forget all that it kept, and start it again."""
        self.kill(BROKER)
        shutil.rmtree(self.folder / "broker")
        self.socket.unlink(missing_ok=True)
        self.start_broker()

    def horse(self, worker: str) -> int | None:
        """The process that a worker has forked for the job in hand."""
        pid = self.processes[worker].pid
        children = Path(f"/proc/{pid}/task/{pid}/children")
        found = children.read_text().split() if self.alive(worker) and children.exists() else []
        return int(found[0]) if found else None

    def fill_disk(self, worker: str, full: bool) -> None:
        """From now on no file that this worker's jobs write may grow beyond a few bytes, as on a full disk; or again without bound."""
        if self.alive(worker):
            limit = 512 if full else resource.RLIM_INFINITY
            resource.prlimit(self.processes[worker].pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def _start(self, name: str, arguments: list[str]) -> None:
        with (self.folder / f"{name}.out").open("ab") as out:
            self.processes[name] = subprocess.Popen(
                arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
