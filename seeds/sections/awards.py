"""What follows from a year's work: awards, the bonus pool, and accountability. Always proposals for people to decide."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Per, Rows, Section, Text


class Award(Section):
    """An honour, such as 十佳网格员: for whom, how many, on what ground."""

    key: Key
    name: Text
    subject: Literal["member", "grid", "village", "visitor"]
    number: int | None = Field(default=None, ge=1)
    per: Per | None = None
    basis: Text
    scheme: Key | None = None
    reward: Text | None = None


class Bonus(Section):
    """A pool of `amount` yuan for every grid of `level`, distributed by the score of `scheme` and never evenly.

    `within`: the level whose grids each share out their own pool; without it there is one pool for the area it is asked for."""

    name: Text
    amount: float = Field(gt=0)
    level: Key
    within: Key | None = None
    role: Key
    scheme: Key
    per: Per = "year"
    evenly: Literal[False] = False
    note: Text | None = None


class Strike(Section):
    """What the plan foresees after so many failures at one task, in a row or not."""

    failures: int = Field(ge=1, le=12)
    in_a_row: bool = True
    measure: Text


class Accountability(Section):
    """Strikes for a named key task (`role`: whom they are for), from mild to severe."""

    key: Key
    name: Text
    roles: Rows[Key] = Field(min_length=1)
    strikes: Rows[Strike] = Field(min_length=1)

    @model_validator(mode="after")
    def _severer(self) -> Self:
        numbers = [strike.failures for strike in self.strikes]
        if sorted(set(numbers)) != numbers:
            raise ValueError("strikes 应按 failures 从少到多排列，且不重复")
        return self
