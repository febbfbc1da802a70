"""What `make run` does once everything is installed: make the database ready, load the demo town, then start and watch.

This process stays as a guard over the supervisor. Whatever ends first - a signal here, the supervisor, any of its
processes, or this guard itself - everything else ends with it: as a "subreaper" the guard inherits every process that
loses its parent, and ends it.
"""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

from config import ROOT, Config
from deploy.broker import answers, socket_path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 10.0


def tied(*command: str) -> list[str]:
    """The command, made to get SIGTERM when this process dies, however it dies."""
    return ["setpriv", "--pdeathsig", "TERM", "--", *command]


def lock_instance(config: Config) -> TextIO:
    """Take the instance for this run; the kernel gives it back when the process ends, however it ends."""
    lock = (config.instance / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"门户已经在运行（数据目录 {config.instance}）。请先停止它，或另设 INSTANCE。")
    return lock


def check_port(port: int) -> None:
    """End with a sentence when another program already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"端口 {port} 不能用（已被占用或没有权限）。请换一个，例如：PORT={port % 65000 + 10} make run")


def needs_broker(config: Config) -> bool:
    """Whether to start the private broker: not when BROKER_URL names a server that is already there."""
    path = socket_path(config)
    if path is None:
        return False
    if not answers(path):
        return True
    if "BROKER_URL" in os.environ:
        return False
    sys.exit(f"任务队列已经在运行（{path}）。请先停止它，或另设 INSTANCE。")


def portal(*arguments: str) -> None:
    """Run one `portal` command to its end; its failure ends the start, with its exit code."""
    result = subprocess.run(tied("portal", *arguments), check=False)
    if result.returncode:
        sys.exit(result.returncode if result.returncode > 0 else 1)


def provision(config: Config) -> None:
    """Bring the database up to date; in demo mode load the demo town once, and say who can sign in."""
    portal("provision")
    if config.demo:
        portal("demo", "load", "--if-empty")
        portal("demo", "accounts")


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


def descendants(ancestor: int) -> list[int]:
    """The ids of all processes below this one, from /proc."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended while we looked
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [ancestor]
    for pid in found:
        found += children.get(pid, [])
    return found[1:]


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
    """Watches the supervisor, tells when the portal serves, and passes on the wish to stop."""

    def __init__(self, port: int, command: list[str]) -> None:
        self.port = port
        self.stop_asked: float | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        self.supervisor = subprocess.Popen(tied(*command), start_new_session=True)

    def stop(self, _number: int, _frame: object) -> None:
        """Ask the supervisor to end everything; `watch` forces it when that takes too long."""
        if self.stop_asked is None:
            self.stop_asked = time.monotonic()
            self.supervisor.terminate()

    def watch(self) -> None:
        """Return when the supervisor has ended, or has not obeyed for `PATIENCE` seconds."""
        ready = False
        while self.supervisor.poll() is None:
            if self.stop_asked is not None and time.monotonic() - self.stop_asked > PATIENCE:
                self.supervisor.kill()
            elif not ready and self.stop_asked is None and serves(self.port):
                ready = True
                print(f"READY http://127.0.0.1:{self.port}", flush=True)
            time.sleep(0.1)


def main() -> None:
    """The whole run, from an installed tree to the last process ended."""
    os.umask(0o077)
    os.environ.setdefault("DEMO", "1")
    config = Config.from_env()
    os.chdir(ROOT)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ.update(INSTANCE=str(config.instance), PATH=tools, PYTHONUNBUFFERED="1")
    lock = lock_instance(config)
    check_port(config.port)
    counts = {"broker": int(needs_broker(config)), "worker": config.workers}
    provision(config)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    concurrency = [f"{name}={count}" for name, count in counts.items()]
    guard = Guard(config.port, [sys.executable, "-m", "deploy.supervisor", *concurrency])
    guard.watch()
    end_all()
    lock.close()
    if guard.stop_asked is None:
        sys.exit(f"有进程意外退出，门户已全部停止。日志在 {config.instance / 'logs'}")
    print("门户已停止。")


if __name__ == "__main__":
    main()
