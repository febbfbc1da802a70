"""What the generators need to know of a profile, worked out once for many records."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from seeds.demo.care import CareRules
from seeds.demo.extras import Extras
from seeds.demo.trades import Trades
from seeds.schema import Profile


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The province (first two digits of codes), care categories, kinds of establishment and fields of one profile."""

    province: str
    care: CareRules
    trades: Trades
    household: Extras
    resident: Extras
    establishment: Extras
    grid: Extras

    @classmethod
    def of(cls, profile: Profile, today: date) -> Self:
        """Read a profile; `today` bounds made-up dates."""
        fields = profile.fields
        return cls(
            province=profile.place.county_code[:2],
            care=CareRules(profile.care_categories),
            trades=Trades(profile.establishment_kinds),
            household=Extras(fields.household, today),
            resident=Extras(fields.resident, today),
            establishment=Extras(fields.establishment, today),
            grid=Extras(fields.grid, today),
        )
