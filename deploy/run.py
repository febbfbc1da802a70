"""What `make run` does once everything is installed: make the database ready, load the demo town, then start and watch."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from config import ROOT, Config
from deploy.broker import answers, socket_path
from deploy.guard import Guard, tied
from deploy.state import remember, remembered


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


def portal(*arguments: str) -> str:
    """Run one `portal` command to its end, pass its output on, and return it; its failure ends the start."""
    process = subprocess.Popen(tied("portal", *arguments), stdout=subprocess.PIPE, text=True)
    said = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        said += line
    if code := process.wait():
        sys.exit(max(code, 1))
    return said


def provision(config: Config) -> None:
    """Bring the database up to date; in demo mode load the demo town once, and say who can sign in."""
    said = remembered(config)
    if said is not None:
        print(said, end="", flush=True)
        return
    portal("provision")
    accounts = ""
    if config.demo:
        portal("demo", "load", "--if-empty")
        accounts = portal("demo", "accounts")
    remember(config, accounts)


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
    concurrency = [f"{name}={count}" for name, count in counts.items()]
    guard = Guard(config.port, [sys.executable, "-m", "deploy.supervisor", *concurrency])
    guard.watch()
    lock.close()
    if guard.stop_asked is None:
        sys.exit(f"有进程意外退出，门户已全部停止。日志在 {config.instance / 'logs'}")
    print("门户已停止。")


if __name__ == "__main__":
    main()
