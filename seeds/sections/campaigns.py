"""Campaigns: whom to visit, who visits whom, in which phases, and how those not at home are followed up."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from seeds.sections.base import Day, Key, Per, Rows, Section, Text, period_problem

VisitWay = Literal["home", "phone", "absent", "refused"]


class Phase(Section):
    """A stretch of the campaign with its tasks; days included at both ends."""

    key: Key
    name: Text
    starts_on: Day
    ends_on: Day
    tasks: Rows[Text] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        problem = period_problem(self.starts_on, self.ends_on)
        if problem:
            raise ValueError(problem)
        return self


class VisitObject(Section):
    """A kind of object to visit: households, establishments or residents, narrowed by kind or care category.

    `visited_by`: the roles that visit them. `target`: percent to be reached. `checklist`: instead of the campaign's. `chosen`:
    people pick them by hand out of those that fit. `remaining`: those that no other object of the campaign takes in; a household is
    taken in when one of its residents is."""

    key: Key
    name: Text
    subject: Literal["household", "establishment", "resident"]
    kinds: Rows[Key] = ()
    care: Rows[Key] = ()
    visited_by: Rows[Key] = ()
    target: float = Field(default=100, gt=0, le=100)
    checklist: Key | None = None
    chosen: bool = False
    remaining: bool = False
    note: Text | None = None

    @model_validator(mode="after")
    def _one_way_of_choosing(self) -> Self:
        if self.remaining and (self.chosen or self.kinds or self.care):
            raise ValueError("remaining: true（其余的）不能与 chosen、kinds、care 同时写")
        return self


class Telephone(Section):
    """Who may, or must, be telephoned when nobody is at home; `counts`: whether that finishes the task. Without `objects` it is for
    all that no other rule of the campaign names."""

    objects: Rows[Key] = ()
    required: bool = False
    counts: bool = True
    note: Text | None = None


class AbsentRegister(Section):
    """What is noted of those not at home."""

    objects: Rows[Key] = ()
    items: Rows[Literal["phone", "since", "address", "occupation", "until", "contact"]] = Field(min_length=1)


class Sample(Section):
    """A random draw: so many (`number`) or a share (`percent`) of recorded visits, visitors or issues, every `per`."""

    key: Key
    name: Text
    of: Literal["visits", "visitors", "issues"]
    number: int | None = Field(default=None, ge=1)
    percent: float | None = Field(default=None, gt=0, le=100)
    per: Per | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.number is None) == (self.percent is None):
            raise ValueError("应写明 number（人数或件数）或 percent（百分比），二者只写其一")
        return self


def _one_or_more(value: Any) -> Any:
    """A single rule may be written without the dash of a list."""
    return [value] if isinstance(value, dict) else value


class Campaign(Section):
    """One campaign of visits. `pairing`: `fixed` when visitor and area must not change while it lasts (中途不得更换)."""

    key: Key
    name: Text
    purpose: Text | None = None
    starts_on: Day
    ends_on: Day
    phases: Rows[Phase] = ()
    objects: Rows[VisitObject] = Field(min_length=1)
    pairing: Literal["fixed", "free"] = "free"
    ways: Rows[VisitWay] = ("home", "phone", "absent", "refused")
    checklist: Key | None = None
    topics: Rows[Text] = ()
    telephone: Annotated[Rows[Telephone], BeforeValidator(_one_or_more)] = ()
    absent_register: AbsentRegister | None = None
    samples: Rows[Sample] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        problem = period_problem(self.starts_on, self.ends_on)
        if problem:
            raise ValueError(problem)
        outside = [each.name for each in self.phases if each.starts_on < self.starts_on or each.ends_on > self.ends_on]
        if outside:
            raise ValueError(f"阶段“{'、'.join(outside)}”超出了活动的起止日期")
        return self

    @model_validator(mode="after")
    def _told_once(self) -> Self:
        named = [key for rule in self.telephone for key in rule.objects]
        twice = [key for key in dict.fromkeys(named) if named.count(key) > 1]
        if twice:
            raise ValueError(f"走访对象“{'、'.join(twice)}”写进了几条 telephone，只能写在一条里")
        if sum(not rule.objects for rule in self.telephone) > 1:
            raise ValueError("只能有一条 telephone 不写 objects（适用于其余的走访对象）")
        rest = [each.subject for each in self.objects if each.remaining]
        if len(set(rest)) < len(rest):
            raise ValueError("每种走访对象（subject）只能有一项写 remaining: true（其余的）")
        return self

    def phase_on(self, day: dt.date) -> Phase | None:
        """The first phase that this day falls in, or None."""
        return next((phase for phase in self.phases if phase.starts_on <= day <= phase.ends_on), None)

    def checklist_for(self, object_key: str) -> str | None:
        """The checklist asked of this object: its own, else the campaign's. Raises KeyError for an unknown object."""
        return self._object(object_key).checklist or self.checklist

    def telephone_for(self, object_key: str) -> Telephone | None:
        """The rule that names this object, else the one for all others, or None. Raises KeyError for an unknown object."""
        key = self._object(object_key).key
        own = (rule for rule in self.telephone if key in rule.objects)
        return next(own, None) or next((rule for rule in self.telephone if not rule.objects), None)

    def _object(self, key: str) -> VisitObject:
        found = next((each for each in self.objects if each.key == key), None)
        if found is None:
            raise KeyError(key)
        return found
