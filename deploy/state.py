"""What was made ready at the last start, so that the next one can go straight to serving.

A start is the same as the last when neither the code nor the state of the database has changed. Then migrations,
permissions and demo data need no second look, which would cost more time than all the rest of the start.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from config import ROOT, Config

# What provisioning leaves behind; a restored or edited database differs in one of these.
QUESTIONS = (
    "SELECT version_num FROM alembic_version",
    "SELECT count(*) FROM ab_permission_view_role",
    "SELECT count(*) > 0 FROM ab_user",
    "SELECT count(*) > 0 FROM grid",
)


def remembered(config: Config) -> str | None:
    """What the last start said about accounts; None when anything has changed since."""
    try:
        memory = json.loads(_file(config).read_text())
    except (OSError, ValueError):
        return None
    state = _database(config)
    same = state and state == memory["database"] and memory["code"] == _code()
    return str(memory["accounts"]) if same else None


def remember(config: Config, accounts: str) -> None:
    """Keep what this start made ready, and what it said about accounts."""
    memory = {"code": _code(), "database": _database(config), "accounts": accounts}
    _file(config).write_text(json.dumps(memory, ensure_ascii=False))


def _file(config: Config) -> Path:
    return config.instance / "ready.json"


def _code() -> str:
    """A hash of everything that provisioning and the demo town are made from."""
    digest = hashlib.sha256()
    folders = [ROOT / name for name in ("portal", "seeds", "geo")]
    sources = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".yaml", ".csv", ".json"}
    ]
    for path in [ROOT / "config.py", ROOT / "requirements" / "base.txt", *sorted(sources)]:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _database(config: Config) -> list[str]:
    """The database's name and its answers to `QUESTIONS`; empty where it cannot answer, and so is never the same."""
    try:
        rows = _ask_sqlite(config) if config.on_spatialite else _ask_postgres(config)
    except Exception:  # whatever the reason, not to know the state means to look again
        return []
    return [
        config.database_url.partition("@")[2],
        str(config.demo),
        config.plan,
        str(config.households),
        *map(str, rows),
    ]


def _ask_sqlite(config: Config) -> list[object]:
    path = urlsplit(config.database_url).path.removeprefix("/")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [connection.execute(question).fetchall() for question in QUESTIONS]
    finally:
        connection.close()


def _ask_postgres(config: Config) -> list[object]:
    import psycopg

    with psycopg.connect(config.database_url.replace("+psycopg", "", 1), connect_timeout=5) as connection:
        return [connection.execute(question).fetchall() for question in QUESTIONS]
