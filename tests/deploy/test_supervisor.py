"""One for all: whichever process ends first, every other one ends too, print jobs in their own process group included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROCFILE = """\
first: echo first $$; exec sleep 600
second: echo second $$; setsid sleep 601 & echo job $!; exec sleep 602
"""
GUARD = """\
import sys
from deploy.guard import Guard
guard = Guard(1, [sys.executable, "-u", "-m", "deploy.supervisor"])
print("supervisor", guard.supervisor.pid, flush=True)
guard.watch()
"""


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start(folder: Path) -> tuple[subprocess.Popen[str], dict[str, int]]:
    """The guard over a small Procfile, and the ids of all that runs, by name."""
    (folder / "Procfile").write_text(PROCFILE)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    guard = subprocess.Popen([sys.executable, "-c", GUARD], cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    pids = {"guard": guard.pid}
    assert guard.stdout is not None
    while len(pids) < 5:
        name, pid = guard.stdout.readline().rpartition("|")[2].split()
        pids[name] = int(pid)
    return guard, pids


@pytest.mark.parametrize("victim", ["first", "second", "supervisor", "guard"])
def test_when_one_is_killed_all_end(tmp_path: Path, victim: str) -> None:
    guard, pids = start(tmp_path)
    os.kill(pids[victim], signal.SIGKILL)
    if (
        victim == "guard"
    ):  # with the guard gone nobody finds a job in its own session; the portal's jobs end by themselves
        os.kill(pids["job"], signal.SIGKILL)
    guard.communicate(timeout=40)
    assert not still_alive(pids)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_one_signal_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    guard, pids = start(tmp_path)
    guard.send_signal(number)
    guard.communicate(timeout=40)
    assert guard.returncode == 0
    assert not still_alive(pids)


def still_alive(pids: dict[str, int]) -> list[str]:
    """The names of those that run on after everything had time to end."""
    deadline = time.monotonic() + 20
    while (left := [name for name, pid in pids.items() if alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
