"""Watches over the supervisor, so that no process is ever left behind.

Whatever ends first - a signal to the guard, the supervisor, one of its processes, the guard itself - all the rest ends
too: as a "subreaper" the guard inherits every process that loses its parent, and the supervisor is tied to the guard.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 10.0


def tied(*command: str) -> list[str]:
    """The command, made to get SIGTERM when this process dies, however it dies."""
    return ["setpriv", "--pdeathsig", "TERM", "--", *command]


def serves(port: int) -> bool:
    """Whether the portal answers on this port with anything but a server error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def processes() -> dict[int, tuple[str, int]]:
    """State letter and parent of every process, by its id, from /proc."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        found[int(stat.parent.name)] = (state, int(parent))
    return found


def descendants(ancestor: int) -> list[int]:
    """The ids of all processes below this one."""
    children: dict[int, list[int]] = {}
    for pid, (_, parent) in processes().items():
        children.setdefault(parent, []).append(pid)
    found = [ancestor]
    for pid in found:
        found += children.get(pid, [])
    return found[1:]


def unnoticed(supervisor: int) -> set[int]:
    """Processes of the Procfile that have ended while their relay, a child of the supervisor, still reads their output."""
    table = processes()
    relays = {pid for pid, (_, parent) in table.items() if parent == supervisor}
    return {pid for pid, (state, parent) in table.items() if state == "Z" and parent in relays}


def reap() -> None:
    """Let ended children go, those inherited from others too."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def end_all() -> None:
    """End every process below this one: asked first, forced after `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    asked: set[int] = set()
    while left := descendants(os.getpid()):
        forced = time.monotonic() > deadline
        for pid in left if forced else set(left) - asked:
            try:
                os.kill(pid, signal.SIGKILL if forced else signal.SIGTERM)
            except ProcessLookupError:
                continue
        asked.update(left)
        time.sleep(0.05)
        reap()


class Guard:
    """Starts the supervisor, tells when the portal serves, passes on the wish to stop, and leaves nothing running."""

    def __init__(self, port: int, command: list[str]) -> None:
        self.port = port
        self.stop_asked: float | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.supervisor = subprocess.Popen(tied(*command), start_new_session=True)

    def stop(self, _number: int, _frame: object) -> None:
        """Ask the supervisor to end everything; `watch` forces it when that takes too long."""
        if self.stop_asked is None:
            self.stop_asked = time.monotonic()
            self.supervisor.terminate()

    def watch(self) -> None:
        """Return when the supervisor and everything below it has ended."""
        ready, ended, round_ends = False, set[int](), time.monotonic()
        while self.supervisor.poll() is None:
            now = time.monotonic()
            if self.stop_asked is not None:
                if now - self.stop_asked > PATIENCE:
                    self.supervisor.kill()
            elif not ready and serves(self.port):
                ready = True
                print(f"READY http://127.0.0.1:{self.port}", flush=True)
            if now > round_ends:
                ended, before, round_ends = unnoticed(self.supervisor.pid), ended, now + 2
                if ended & before:
                    self.supervisor.kill()
            time.sleep(0.1)
        end_all()
