"""Fairness to the load: who looks after more than the median is lifted a little, by a rule that everybody can read."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section


class Fairness(Section):
    """The load is households, residents and key persons, each times its weight. Who carries more than the median of all assessed
    has the score of `indicators` (all that are counted, when none is named) multiplied; nobody is lowered.

    `lift`: percent more for a load twice the median, in proportion below and above; `most`: percent more at the utmost."""

    per_household: float = Field(default=1, ge=0, le=100)
    per_resident: float = Field(default=0, ge=0, le=100)
    per_key_person: float = Field(default=0, ge=0, le=100)
    lift: float = Field(default=10, gt=0, le=100)
    most: float = Field(default=10, gt=0, le=30)
    indicators: Rows[Key] = ()

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if not (self.per_household or self.per_resident or self.per_key_person):
            raise ValueError("per_household、per_resident、per_key_person 不能都是 0")
        return self

    def load(self, households: int, residents: int, key_persons: int) -> Decimal:
        """The load in points."""
        return (
            Decimal(str(self.per_household)) * households
            + Decimal(str(self.per_resident)) * residents
            + Decimal(str(self.per_key_person)) * key_persons
        )

    def factor(self, load: Decimal, median: Decimal) -> Decimal:
        """By what a score is multiplied, to four decimals: 1 up to the median, never more than `most` percent above."""
        if median <= 0 or load <= median:
            return Decimal(1)
        more = min(Decimal(str(self.lift)) * (load / median - 1), Decimal(str(self.most)))
        return (1 + more / 100).quantize(Decimal("0.0001"), ROUND_HALF_UP)

    @property
    def text(self) -> str:
        """The rule as the sheet prints it."""
        weights = (("户数", self.per_household), ("人数", self.per_resident), ("重点人员数", self.per_key_person))
        load = "＋".join(f"{name}×{weight:g}" for name, weight in weights if weight)
        return (
            f"工作量＝{load}。工作量超过全体中位数的，由数据计分的指标乘以 1＋{self.lift:g}%×（工作量÷中位数－1），"
            f"最多加 {self.most:g}%，不超过该项上限；不足中位数的不减分。"
        )
