"""How often an address may fail to sign in. Successes do not count: a whole office may share one address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

FAILURES = "20 per 10 minutes"


def storage_of(broker_url: str) -> str:
    """The broker's address as the limiter spells it."""
    return f"redis+{broker_url}" if broker_url.startswith("unix://") else broker_url


def limiter_for(app: Flask) -> Limiter:
    """A limiter that counts in the broker, and in the process alone while the broker is away."""
    limiter = Limiter(
        key_func=get_remote_address,
        storage_uri=storage_of(app.config["PORTAL"].broker_url),
        in_memory_fallback_enabled=True,
        key_prefix="sign-in",
    )
    limiter.init_app(app)
    return limiter


def sign_in_limit(limiter: Limiter) -> Callable[[Any], Any]:
    """One count for all doors: the sign-in page and the token endpoint."""
    limit: Callable[[Any], Any] = limiter.shared_limit(
        FAILURES, scope="failures", methods=["POST"], deduct_when=_failed
    )
    return limit


def guess_limit(limiter: Limiter, guesses: str) -> Callable[[Any], Any]:
    """What residents' pages did not find counts: nobody tries out codes and receipts."""
    limit: Callable[[Any], Any] = limiter.shared_limit(guesses, scope="guesses", deduct_when=_not_found)
    return limit


def _not_found(response: Response) -> bool:
    return response.status_code == 404


def _failed(response: Response) -> bool:
    return response.status_code == 401
