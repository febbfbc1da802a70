"""Errors meant for a person."""

from __future__ import annotations


class Refusal(Exception):
    """The portal will not do this; the text says in Chinese what and why. Shown as it is, never logged as a fault."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class OutOfScope(Refusal):
    """The person may not see or touch this row."""

    status = 403


class BadParameter(Refusal):
    """A page or API parameter makes no sense."""

    status = 400
