"""The address that the code on a paper holds, and whether the portal has one that residents can open."""

from __future__ import annotations

from flask import current_app


def is_open() -> bool:
    """Whether residents can open the portal from their phones (`PUBLIC_URL` is set)."""
    return bool(current_app.config["PORTAL"].public_url)


def address_of(token: str) -> str:
    """Where a phone that scans it goes; empty while the portal has no public address (`PUBLIC_URL`)."""
    public: str = current_app.config["PORTAL"].public_url
    return f"{public}/r/{token}" if public and token else ""
