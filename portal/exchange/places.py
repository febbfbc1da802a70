"""The lowest grid that holds all that somebody sees: where an import stands."""

from __future__ import annotations

from collections.abc import Sequence


def common_grid(paths: Sequence[str]) -> int | None:
    """The id of the lowest grid above or at all of these paths (`/1/12/57/`); None when they share none."""
    shared: int | None = None
    for steps in zip(*(path.strip("/").split("/") for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        shared = int(steps[0])
    return shared
