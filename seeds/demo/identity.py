"""Made-up ID and telephone numbers that pass the checks yet belong to nobody."""

from datetime import date
from random import Random

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PREFIXES = (
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139",
    "150", "151", "152", "155", "156", "157", "158", "159", "177", "180", "181", "186", "187", "188", "189",
)  # fmt: skip


def check_digit(first_17: str) -> str:
    """The 18th character of an ID number, ISO 7064 MOD 11-2 as GB 11643-1999 prescribes."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def made_up_area(province: str, serial: int) -> str:
    """A 6-digit area code no one was ever given: prefectures 71 to 89 exist in no province.

    Each grid takes its own `serial`, so numbers never repeat between the first 1,900 grids."""
    return f"{province}{7100 + serial % 1900}"


class IdNumbers:
    """Hands out valid ID numbers of one made-up area, never the same twice."""

    def __init__(self, area: str, rng: Random) -> None:
        self._area, self._rng = area, rng
        self._taken: set[str] = set()

    def issue(self, born: date, sex: str) -> str:
        """An 18-character number; the 17th digit is odd for men and even for women."""
        while True:
            order = self._rng.randrange(500) * 2 + (sex == "male")
            first_17 = f"{self._area}{born:%Y%m%d}{order:03d}"
            if first_17 not in self._taken:
                self._taken.add(first_17)
                return first_17 + check_digit(first_17)


def draw_mobile(rng: Random) -> str:
    """A mobile of the form 1XX 0000 xxxx: right in form, made up on sight."""
    return f"{rng.choice(_PREFIXES)}0000{rng.randrange(10_000):04d}"


def staff_mobile(serial: int) -> str:
    """The mobile 199 0000 xxxx of the staff member with this number (from 1, below 10,000)."""
    return f"1990000{serial:04d}"
