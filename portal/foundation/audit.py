"""The audit trail: who did what to which row, when. Append-only: the database refuses to change or delete an entry."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import g, has_request_context, request
from flask_appbuilder import Model
from sqlalchemy import Connection, String, Text, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.foundation.choices import Choice
from portal.foundation.clock import now


class Deed(Choice):
    """What was done."""

    CREATE = "create", "新增"
    UPDATE = "update", "修改"
    DELETE = "delete", "删除"
    LOOK = "look", "查看敏感信息"
    EXPORT = "export", "导出"
    PRINT = "print", "印刷"
    IMPORT = "import", "导入"
    UNDO = "undo", "撤销导入"
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    LOCKED = "locked", "账号锁定"
    UNLOCKED = "unlocked", "账号解锁"
    REFUSED = "refused", "越权拒绝"


class AuditEntry(Model):
    """One deed. `changes` is JSON: field -> [old, new] or a sentence; sensitive values as stars."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(45))
    deed: Mapped[str] = mapped_column(String(16), index=True)
    subject: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(String(200))
    changes: Mapped[str | None] = mapped_column(Text)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {Deed.label_of(self.deed)} {self.label}"


_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no database keeps in a text, or nobody could read there; an address that somebody tried may hold it."""


def record(
    target: Session | Connection,
    deed: Deed,
    subject: str,
    subject_id: int | None,
    label: str,
    changes: dict[str, Any] | None = None,
    *,
    actor: tuple[int | None, str] | None = None,
) -> None:
    """Write one entry in the transaction of `target`; the actor is the person signed in, or 系统 outside a request.

    `actor`: (user id, name) of who acts where nobody is signed in yet.
    """
    user_id, name = actor or actor_now()[:2]
    target.execute(
        insert(AuditEntry).values(
            at=now(), user_id=user_id, actor=name, address=address_now(), deed=deed.value, subject=subject,
            subject_id=subject_id, label=_kept(label)[:200],
            changes=_kept(json.dumps(changes, ensure_ascii=False, default=str)) if changes else None,
        )
    )  # fmt: skip


def _kept(text: str) -> str:
    return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", text)


_named: ContextVar[str | None] = ContextVar("acting_as", default=None)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """What nobody signed in does meanwhile, is done in this name."""
    token = _named.set(name)
    try:
        yield
    finally:
        _named.reset(token)


def actor_now() -> tuple[int | None, str, str | None]:
    """(user id, name, network address) of who acts."""
    if not has_request_context():
        return None, _named.get() or "系统", None
    user = getattr(g, "user", None)
    if user is None or not getattr(user, "is_authenticated", False):
        return None, _named.get() or "未登录", address_now()
    return user.id, person_name(user), address_now()


def address_now() -> str | None:
    """The network address a request comes from."""
    return request.remote_addr if has_request_context() else None


def person_name(user: Any) -> str:
    """A user's name in Chinese order: surname first, no space."""
    return f"{user.last_name}{user.first_name}" or str(user.username)
