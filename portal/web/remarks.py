"""Remarks on what was stored: above the next page of a person, beside the result over REST (`remarks`)."""

from __future__ import annotations

from flask import flash, g, request


def remark(sentence: str) -> None:
    """Say something about a row that is stored all the same."""
    if request.path.startswith("/api/"):
        g.setdefault("portal_remarks", []).append(sentence)
    else:
        flash(sentence, "warning")


def remarks() -> dict[str, list[str]]:
    """The remarks of this REST call as a part of its answer; none when there are none."""
    said = g.get("portal_remarks")
    return {"remarks": said} if said else {}
