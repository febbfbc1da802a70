"""How members and grids are assessed: indicators, weights, grades, and who signs."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Name, Rows, Section, Standard, Tenths, Text
from seeds.sections.fairness import Fairness

ScoreSource = Literal[
    "manual", "record_rate", "visit_rate", "frequency_rate", "issue_closing_rate", "issue_on_time_rate", "revisit_rate",
    "satisfaction_rate", "rate",
]  # fmt: skip
Judge = Literal["centre", "village", "head", "residents", "police", "department"]


class JudgeShare(Section):
    """One of several judges of an indicator; the mean that they give counts `share` percent of its score."""

    judge: Judge
    share: Tenths = Field(gt=0, le=100)


class Indicator(Section):
    """One line of the assessment sheet: a score out of `full_score` counts `weight` percent of the total.

    `source`: a figure of the portal, `rate` (the rate named in `rate`), or `manual`: judged by `judged_by`, or by all of `judges`.
    `least`, `most`: the score never falls below or rises above. Residents who are asked (`judged_by: residents`) count together
    with the answers that a figure rests on."""

    key: Key
    name: Name
    standard: Standard
    weight: Tenths = Field(gt=0, le=100)
    full_score: Tenths = Field(default=100, gt=0, le=1000)
    source: ScoreSource = "manual"
    rate: Key | None = None
    judged_by: Judge | None = None
    judges: Rows[JudgeShare] = ()
    methods: Rows[Text] = ()
    least: Tenths = Field(default=0, ge=0)
    most: Tenths | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _rate_named(self) -> Self:
        if (self.source == "rate") != (self.rate is not None):
            raise ValueError("source 为 rate 时应写明 rate（哪个率），其他来源不应写")
        return self

    @model_validator(mode="after")
    def _judged(self) -> Self:
        if self.judges and self.judged_by is not None:
            raise ValueError("judged_by（一方评分）和 judges（几方评分）只写一个")
        if self.source != "manual" and (self.judges or self.judged_by not in (None, "residents")):
            raise ValueError("由数据计分的指标，评分人只能写 residents（群众测评并入计算）")
        if self.judges and abs(sum(each.share for each in self.judges) - 100) > 1e-6:
            raise ValueError("judges 中各方的 share 之和应为 100")
        if len({each.judge for each in self.judges}) < len(self.judges):
            raise ValueError("judges 中同一方只写一次")
        return self

    @model_validator(mode="after")
    def _capped(self) -> Self:
        if self.ceiling > self.full_score or self.least > self.ceiling:
            raise ValueError("least、most 应在 0 到满分之间，且 least 不大于 most")
        return self

    @property
    def ceiling(self) -> float:
        """The highest score that is given."""
        return self.full_score if self.most is None else self.most

    @property
    def judged(self) -> tuple[Judge, ...]:
        """Who may judge it; empty when anybody of the centre does, or nobody because it is counted."""
        return tuple(each.judge for each in self.judges) or ((self.judged_by,) if self.judged_by else ())


class Grade(Section):
    """A grade and the lowest total (0–100) that earns it; `share`: at most this percent of those assessed."""

    key: Literal["excellent", "good", "pass", "fail"]
    name: Text
    minimum: Tenths = Field(ge=0, le=100)
    share: float | None = Field(default=None, gt=0, le=100)
    consequence: Text | None = None


class AssessmentScheme(Section):
    """Indicators whose weights make 100, and grades from best to worst, the last from 0.

    `roles`: whom it is for, when not all members. `level`: which grids, when not those that are walked. `methods`: how it is
    judged, such as 查、访、问、看、听. `signers`: the roles that sign, in order; the last one makes it final. `appeal_days`: working
    days in which who is assessed may object, after being told; 0 leaves none."""

    key: Key
    name: Name
    subject: Literal["member", "grid"]
    period: Literal["month", "quarter", "half_year", "year"]
    roles: Rows[Key] = ()
    level: Key | None = None
    methods: Rows[Text] = ()
    indicators: Rows[Indicator] = Field(min_length=1)
    grades: Rows[Grade] = Field(min_length=2)
    signers: Rows[Key] = ()
    appeal_days: int = Field(default=5, ge=0, le=60)
    fairness: Fairness | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(indicator.weight for indicator in self.indicators)
        if abs(total - 100) > 1e-6:
            raise ValueError(f"各项指标的 weight 之和应为 100，现为 {total:g}")
        minimums = [grade.minimum for grade in self.grades]
        if any(upper <= lower for upper, lower in itertools.pairwise(minimums)) or minimums[-1] != 0:
            raise ValueError("grades 应从高到低排列，minimum 依次减小，最后一档为 0")
        return self

    @model_validator(mode="after")
    def _fits_its_subject(self) -> Self:
        if self.level is not None and self.subject == "member":
            raise ValueError("level（考核哪一级网格）只用于考核网格的方案")
        if len(set(self.signers)) < len(self.signers):
            raise ValueError("signers 中同一角色只写一次")
        if self.grades[-1].share is not None:
            raise ValueError("最后一档不能限比例，别的等次容不下的都归入这一档")
        return self

    @model_validator(mode="after")
    def _lifts_what_is_counted(self) -> Self:
        counted = {each.key for each in self.indicators if each.source != "manual"}
        strange = [key for key in (self.fairness.indicators if self.fairness else ()) if key not in counted]
        if strange:
            raise ValueError(f"fairness 的 indicators 应是本方案由数据计分的指标，没有：{'、'.join(strange)}")
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
