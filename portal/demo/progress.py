"""What the command line says while a demo is being loaded: how far it is, and how many rows a second."""

from __future__ import annotations

import time
from collections.abc import Callable

Say = Callable[[str], None]
_EVERY = 5.0


class Progress:
    """Counts households and residents, and speaks every few seconds."""

    def __init__(self, say: Say, wanted: int) -> None:
        self._say, self._wanted = say, wanted
        self._start = self._spoke = time.monotonic()
        self.households = self.residents = 0

    def count(self, households: int, residents: int) -> None:
        """So many more are made."""
        self.households += households
        self.residents += residents
        if time.monotonic() - self._spoke >= _EVERY:
            self._spoke = time.monotonic()
            self._say(f"已装入 {self.households:,}/{self._wanted:,} 户，{self.residents:,} 人，{self.rate}")

    @property
    def rate(self) -> str:
        """Rows a second since the beginning, in words."""
        seconds = max(time.monotonic() - self._start, 0.001)
        rows = self.households + self.residents
        return f"每秒 {self.households / seconds:,.0f} 户、{rows / seconds:,.0f} 行"

    def summary(self) -> str:
        """All in one sentence."""
        return f"住户 {self.households:,} 户、{self.residents:,} 人（人员均为虚构），{self.rate}"
