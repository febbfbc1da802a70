"""Made-up ID and telephone numbers that pass the checks yet belong to nobody."""

from datetime import date
from operator import mul
from random import Random

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_AREAS, _ORDERS, _BLOCK = 1900, 500, 100
_PREFIXES = (
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139",
    "150", "151", "152", "155", "156", "157", "158", "159", "177", "180", "181", "186", "187", "188", "189",
)  # fmt: skip


def check_digit(first_17: str) -> str:
    """The 18th character of an ID number, ISO 7064 MOD 11-2 as GB 11643-1999 prescribes."""
    return _CHECKS[sum(map(mul, map(int, first_17), _WEIGHTS)) % 11]


def made_up_area(province: str, serial: int) -> str:
    """A 6-digit area code no one was ever given: prefectures 71 to 89 exist in no province.

    Each grid takes its own `serial`; where these begin again, after 1,900, `IdNumbers` takes other orders of a day."""
    return f"{province}{7100 + serial % _AREAS}"


class IdNumbers:
    """Hands out valid ID numbers for the grid with this `serial`, the same to no two people of the first 9,500 grids."""

    def __init__(self, province: str, serial: int, rng: Random) -> None:
        self._area, self._rng = made_up_area(province, serial), rng
        self._first = serial // _AREAS % (_ORDERS // _BLOCK) * _BLOCK
        self._taken: set[str] = set()

    def issue(self, born: date, sex: str) -> str:
        """An 18-character number; the 17th digit is odd for men and even for women.

        Raises OverflowError when more than a hundred of one sex were born on one day."""
        start = f"{self._area}{born.isoformat().replace('-', '')}"
        for _ in range(5000):
            order = (self._first + self._rng.randrange(_BLOCK)) * 2 + (sex == "male")
            first_17 = f"{start}{order:03d}"
            if first_17 not in self._taken:
                self._taken.add(first_17)
                return first_17 + check_digit(first_17)
        raise OverflowError("虚构的身份证号已用完")


def draw_mobile(rng: Random) -> str:
    """A mobile of the form 1XX 0000 xxxx: right in form, made up on sight."""
    return f"{rng.choice(_PREFIXES)}0000{rng.randrange(10_000):04d}"


def staff_mobile(serial: int) -> str:
    """The mobile 199 xxxx xxxx of the staff member with this number, from 1."""
    return f"199{serial:08d}"
