"""What the data base holds: base information, ledgers, care categories, kinds of establishment, visits."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Name, Per, Rows, Section, ShortName, Text
from seeds.sections.fields import Subject
from seeds.sections.place import OfficialCode


class BaseInformation(Section):
    """One kind of base information, such as the five of “1+5+N”. `kept_with`: the records that carry it; the fields that belong to
    it name it as their `group`."""

    key: Key
    name: Name
    contents: Text
    kept_with: Rows[Literal[Subject, "issue", "member"]] = ()


class Ledger(Section):
    """A ledger (台账) the plan wants kept; care and issue categories point to it."""

    key: Key
    name: Name
    contents: Text


class CareGroup(Section):
    """A heading under which care categories are listed, such as 三留守 or 特殊人群."""

    key: Key
    name: ShortName


class CareCategory(Section):
    """A kind of person or household that needs attention.

    `service_file`: one of the plan's N files. `sensitive`: shown only to those who need it. Ages in full years.
    `was`: its code in the version before (people marked with it move along). `retired`: kept for those who have it, not given any
    more."""

    code: Key
    name: ShortName
    group: Key
    ledger: Key | None = None
    service_file: bool = False
    sensitive: bool = False
    applies_to: Literal["person", "household"] = "person"
    minimum_age: int | None = Field(default=None, ge=0, le=120)
    maximum_age: int | None = Field(default=None, ge=0, le=120)
    sex: Literal["male", "female"] | None = None
    was: Key | None = None
    retired: bool = False
    areas: Rows[OfficialCode] = ()

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        if self.minimum_age is not None and self.maximum_age is not None and self.minimum_age > self.maximum_age:
            raise ValueError(f"minimum_age {self.minimum_age} 大于 maximum_age {self.maximum_age}")
        return self

    @property
    def whom(self) -> str:
        """Whom it is meant for, in words: ages and sex; empty when it is meant for all."""
        ages = {
            (True, True): f"{self.minimum_age} 至 {self.maximum_age} 岁", (True, False): f"{self.minimum_age} 岁以上",
            (False, True): f"{self.maximum_age} 岁以下", (False, False): "",
        }[self.minimum_age is not None, self.maximum_age is not None]  # fmt: skip
        return ages + {"male": "男性", "female": "女性", None: ""}[self.sex]

    def fits(self, age: int, sex: str) -> bool:
        """Whether a person of this age and sex can belong to the category."""
        old_enough = self.minimum_age is None or age >= self.minimum_age
        young_enough = self.maximum_age is None or age <= self.maximum_age
        return old_enough and young_enough and self.sex in (None, sex)


class EstablishmentKind(Section):
    """A kind of unit or business: shop, enterprise, school, hospital, organ …; `was`: its key in the version before."""

    key: Key
    name: Name
    note: Text | None = None
    was: Key | None = None
    retired: bool = False
    areas: Rows[OfficialCode] = ()


class VisitFrequency(Section):
    """At least `times` visits every `per`, by holders of `role` where the plan says so; without `category` the rule is for all
    households. `whole_area`: the grid is to be walked, not every household called on."""

    _PERS: ClassVar[dict[Per, str]] = {
        "day": "每日", "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年",
    }  # fmt: skip

    category: Key | None = None
    role: Key | None = None
    times: int = Field(ge=1, le=366)
    per: Per
    whole_area: bool = False
    note: Text | None = None

    def text(self, whom: str = "", role: str = "") -> str:
        """The rule as a sentence without a full stop: 高龄老人每周不少于 1 次，由网格员. `whom`: the name of its category; `role`: of its
        role (see `Profile.frequency_text`)."""
        often = f"{self._PERS[self.per]}巡查{whom or '网格'} {self.times} 次"
        if not self.whole_area:
            often = f"{whom or '全部住户'}{self._PERS[self.per]}不少于 {self.times} 次"
        return often + (f"，由{role}" if role else "") + (f"（{self.note}）" if self.note else "")
