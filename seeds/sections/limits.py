"""Time limits: working days, hours round the clock, or at once."""

from typing import Self

from pydantic import Field, model_validator

from seeds.sections.base import Section


class TimeLimit(Section):
    """Exactly one of: so many working days, so many hours (counted through nights and holidays), or at once."""

    working_days: int | None = Field(default=None, ge=1, le=365)
    hours: int | None = Field(default=None, ge=1, le=720)
    at_once: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.working_days is not None) + (self.hours is not None) + self.at_once != 1:
            raise ValueError("应写明 working_days（工作日数）、hours（小时数）或 at_once: true，三者只写其一")
        return self

    @property
    def text(self) -> str:
        """The limit in words: 5 个工作日, 24 小时 or 立即."""
        if self.at_once:
            return "立即"
        return f"{self.hours} 小时" if self.hours is not None else f"{self.working_days} 个工作日"
