"""How members and grids are assessed: indicators, weights, grades."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Name, Rows, Section, Standard, Tenths, Text

ScoreSource = Literal[
    "manual", "record_rate", "visit_rate", "issue_closing_rate", "issue_on_time_rate", "satisfaction_rate",
    "rate",
]  # fmt: skip
Judge = Literal["centre", "village", "head", "residents", "police", "department"]


class Indicator(Section):
    """One line of the assessment sheet: a score out of `full_score` counts `weight` percent of the total.

    `source`: a figure of the portal, `rate` (the rate named in `rate`), or `manual`: judged by `judged_by`."""

    key: Key
    name: Name
    standard: Standard
    weight: Tenths = Field(gt=0, le=100)
    full_score: Tenths = Field(default=100, gt=0, le=1000)
    source: ScoreSource = "manual"
    rate: Key | None = None
    judged_by: Judge | None = None
    methods: Rows[Text] = ()

    @model_validator(mode="after")
    def _rate_named(self) -> Self:
        if (self.source == "rate") != (self.rate is not None):
            raise ValueError("source 为 rate 时应写明 rate（哪个率），其他来源不应写")
        return self


class Grade(Section):
    """A grade and the lowest total (0–100) that earns it; `share`: at most this percent of those assessed."""

    key: Literal["excellent", "good", "pass", "fail"]
    name: Text
    minimum: Tenths = Field(ge=0, le=100)
    share: float | None = Field(default=None, gt=0, le=100)
    consequence: Text | None = None


class AssessmentScheme(Section):
    """Indicators whose weights make 100, and grades from best to worst, the last from 0.

    `roles`: whom it is for, when not all members. `methods`: how it is judged, such as 查、访、问、看、听."""

    key: Key
    name: Name
    subject: Literal["member", "grid"]
    period: Literal["month", "quarter", "half_year", "year"]
    roles: Rows[Key] = ()
    methods: Rows[Text] = ()
    indicators: Rows[Indicator] = Field(min_length=1)
    grades: Rows[Grade] = Field(min_length=2)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(indicator.weight for indicator in self.indicators)
        if abs(total - 100) > 1e-6:
            raise ValueError(f"各项指标的 weight 之和应为 100，现为 {total:g}")
        minimums = [grade.minimum for grade in self.grades]
        if any(upper <= lower for upper, lower in itertools.pairwise(minimums)) or minimums[-1] != 0:
            raise ValueError("grades 应从高到低排列，minimum 依次减小，最后一档为 0")
        return self

    def total(self, scores: dict[str, float]) -> float:
        """Weighted total 0–100 of {indicator key: score}, to one decimal, halves up.

        Raises KeyError when a score is missing."""
        parts = (
            Decimal(str(scores[item.key])) / Decimal(str(item.full_score)) * Decimal(str(item.weight))
            for item in self.indicators
        )
        return float(sum(parts, Decimal()).quantize(Decimal("0.1"), ROUND_HALF_UP))

    def grade_of(self, total: float) -> Grade:
        """The best grade whose minimum `total` reaches."""
        return next((grade for grade in self.grades if total >= grade.minimum), self.grades[-1])
