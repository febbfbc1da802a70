"""What the worker runs: one step of an import. It takes an id, updates its row, and may run twice without harm."""

from __future__ import annotations

from portal.exchange.steps import run_step


def run_import(run_id: int) -> None:
    """Check, load or take back; what goes wrong is in the worker's log, and tried again by the reconciler."""
    run_step(run_id)
