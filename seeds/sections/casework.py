"""Issues: where they come from, how they are sorted, who has how long, what may enter the grid, and how they may end."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Day, Key, Name, Rows, Section, Text
from seeds.sections.limits import TimeLimit
from seeds.sections.place import OfficialCode
from seeds.sections.workflow import STANDARD, Workflow


class IssueSource(Section):
    """A way by which issues reach the centre; `was`: its key in the version before."""

    key: Key
    name: Name
    was: Key | None = None
    retired: bool = False


class IssueClass(Section):
    """Who has to act (for example town alone, town with departments, departments alone).

    `outside`: goes to an outside platform of this key."""

    key: Key
    name: Name
    outside: Key | None = None


class IssueCategory(Section):
    """A node of the category tree; what a node leaves open its parent decides. `was`: its code in the version before;
    `retired`: kept on old issues, not offered for new ones."""

    code: Key
    name: Name
    parent: Key | None = None
    issue_class: Key | None = None
    ledger: Key | None = None
    department: Key | None = None
    limit: TimeLimit | None = None
    was: Key | None = None
    retired: bool = False
    areas: Rows[OfficialCode] = ()


class Outcome(Section):
    """How an issue may end."""

    key: Literal["solved", "partly", "explained", "rejected"]
    name: Text
    note: Text | None = None


class Step(Section):
    """One level's part in the escalation, from the lowest up: what it settles, how long it has, when it must pass on.

    `level`: a level of the tree; a step above the tree (county, district) has none."""

    name: Text
    level: Key | None = None
    role: Key | None = None
    settles: Text
    limit: TimeLimit | None = None
    pass_up: TimeLimit | None = None


class AdmissionItem(Section):
    """A matter that the grid takes on (准入), or no longer does (`withdrawn_on`). `category`: with all categories below it."""

    key: Key
    name: Text
    group: Text
    category: Key | None = None
    department: Key | None = None
    admitted_on: Day | None = None
    withdrawn_on: Day | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.admitted_on and self.withdrawn_on and self.withdrawn_on < self.admitted_on:
            raise ValueError(f"withdrawn_on {self.withdrawn_on} 早于 admitted_on {self.admitted_on}")
        return self

    def holds_on(self, day: dt.date) -> bool:
        """Whether the grid takes it on that day: admitted by then, and not yet withdrawn."""
        return (self.admitted_on or day) <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


class Admission(Section):
    """The admission list (网格事项清单): its rules, who decides, and the items."""

    admits: Rows[Text] = Field(min_length=1)
    withdraws: Rows[Text] = ()
    decided_by: Text | None = None
    items: Rows[AdmissionItem] = Field(min_length=1)


class Revisit(Section):
    """Going back after closing: whether every issue, how soon, by whom; a dissatisfied answer reopens, always."""

    every_issue: bool = True
    within: TimeLimit | None = None
    role: Key | None = None
    note: Text | None = None


class OutsidePlatform(Section):
    """A platform of others that issues of some classes are handed to, and answered from."""

    key: Key
    name: Text
    note: Text | None = None


class Casework(Section):
    """All that is said about issues. `pass_up`: how soon a level must hand on what it cannot settle. `workflow`: from
    registration to closing, the usual one when the plan describes none."""

    sources: Rows[IssueSource] = Field(min_length=1)
    classes: Rows[IssueClass] = ()
    categories: Rows[IssueCategory] = Field(min_length=1)
    outcomes: Rows[Outcome] = Field(min_length=1)
    default_limit: TimeLimit
    pass_up: TimeLimit | None = None
    escalation: Rows[Step] = ()
    workflow: Workflow = STANDARD
    loop: Rows[Text] = ()
    admission: Admission | None = None
    revisit: Revisit = Revisit()
    platforms: Rows[OutsidePlatform] = ()

    def lineage(self, code: str) -> Iterator[IssueCategory]:
        """The category and those above it, nearest first. Raises KeyError for an unknown code."""
        by_code = {category.code: category for category in self.categories}
        category: IssueCategory | None = by_code[code]
        while category is not None:
            yield category
            category = by_code[category.parent] if category.parent else None

    def limit_for(self, code: str) -> TimeLimit:
        """The limit of the category or of its nearest ancestor that has one, else the default.

        Raises KeyError for an unknown code."""
        return next((each.limit for each in self.lineage(code) if each.limit is not None), self.default_limit)

    def department_for(self, code: str) -> str | None:
        """The department of the category or of its nearest ancestor that names one. Raises KeyError for an unknown code."""
        return next((each.department for each in self.lineage(code) if each.department is not None), None)

    def class_for(self, code: str) -> str | None:
        """The class of the category or of its nearest ancestor that names one. Raises KeyError for an unknown code."""
        return next((each.issue_class for each in self.lineage(code) if each.issue_class is not None), None)

    def admission_item_for(self, code: str, on: dt.date | None = None) -> AdmissionItem | None:
        """The matter on the list that the category falls under: its own, else that of the nearest heading above it. `on`: among
        those admitted on that day. None when the list has none. Raises KeyError for an unknown code."""
        items = self.admission.items if self.admission else ()
        held = {each.category: each for each in reversed(items) if on is None or each.holds_on(on)}
        return next((held[each.code] for each in self.lineage(code) if each.code in held), None)
