"""The private broker: one server on one socket, and a sentence when there is already one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def instance() -> Iterator[Path]:
    """An instance folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        yield Path(name)


def environment(instance: Path, **more: str) -> dict[str, str]:
    """What the broker script reads, for this instance."""
    kept = {name: value for name, value in os.environ.items() if name not in {"BROKER_URL", "DATABASE_URL"}}
    return {**kept, "INSTANCE": str(instance), "DEMO": "1", **more}


def broker(action: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the broker script to its end."""
    return subprocess.run(  # its exit code is what the tests look at
        [sys.executable, "-m", "deploy.broker", action],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_second_broker_says_that_one_is_running(instance: Path) -> None:
    env = environment(instance)
    first = subprocess.Popen([sys.executable, "-m", "deploy.broker", "serve"], cwd=ROOT, env=env)
    try:
        assert broker("wait", env).returncode == 0
        second = broker("serve", env)
        assert second.returncode == 1
        assert "已经在运行" in second.stderr
        assert (instance / "broker.sock").stat().st_mode & 0o077 == 0
    finally:
        first.terminate()
        assert first.wait(timeout=20) == 0, "the script became the server, so the signal ended the server itself"


def test_a_socket_left_by_a_killed_broker_is_no_hindrance(instance: Path) -> None:
    env = environment(instance)
    for end in (subprocess.Popen.kill, subprocess.Popen.terminate):
        server = subprocess.Popen([sys.executable, "-m", "deploy.broker", "serve"], cwd=ROOT, env=env)
        assert broker("wait", env).returncode == 0
        end(server)
        server.wait(timeout=20)


def test_a_broker_on_the_network_is_not_started_here(instance: Path) -> None:
    refused = broker("serve", environment(instance, BROKER_URL="redis://127.0.0.1:1/0"))
    assert refused.returncode == 1
    assert "不需要在本机启动" in refused.stderr


def test_without_a_program_on_the_path_the_packaged_one_serves(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from deploy.broker import program

    monkeypatch.setenv("PATH", str(instance))
    version = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True).stdout
    assert "valkey" in version.lower() or "server v=" in version.lower()
