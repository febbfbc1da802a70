"""Early warning (研判预警): from which numbers on a rule fires. What a plan does not say stays as it is here."""

from pydantic import Field

from seeds.sections.base import Section


class Warnings(Section):
    """The thresholds of the rules. `rise`, `surprise`: shares (0.3 is three tenths); `dissatisfied_points`: percentage points."""

    earlier_periods: int = Field(default=3, ge=1, le=12)
    least_issues: int = Field(default=5, ge=1, le=1000)
    rise: float = Field(default=0.3, ge=0, le=10)
    surprise: float = Field(default=0.05, gt=0, le=1)
    cluster_metres: float = Field(default=300, ge=10, le=5000)
    cluster_issues: int = Field(default=4, ge=2, le=1000)
    cluster_days: int = Field(default=30, ge=1, le=366)
    stale_workdays: int = Field(default=10, ge=1, le=250)
    reopened_times: int = Field(default=2, ge=1, le=20)
    least_answers: int = Field(default=5, ge=1, le=1000)
    dissatisfied_points: float = Field(default=10, gt=0, le=100)
    care_days: int = Field(default=30, ge=1, le=366)
    phase_days: int = Field(default=7, ge=0, le=90)
