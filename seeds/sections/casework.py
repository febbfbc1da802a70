"""Issues: where they come from, how they are sorted, who has how long, and how they may end."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text


class IssueSource(Section):
    """A way by which issues reach the centre."""

    key: Key
    name: Text


class IssueClass(Section):
    """Who has to act (for example town alone, town with departments, departments alone)."""

    key: Key
    name: Text


class TimeLimit(Section):
    """Either at once or a number of working days."""

    working_days: int | None = Field(default=None, ge=1, le=365)
    at_once: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if self.at_once == (self.working_days is not None):
            raise ValueError("应写明 working_days（工作日数）或 at_once: true，二者只写其一")
        return self


class IssueCategory(Section):
    """A node of the category tree; what a node leaves open its parent decides."""

    code: Key
    name: Text
    parent: Key | None = None
    issue_class: Key | None = None
    ledger: Key | None = None
    department: Key | None = None
    limit: TimeLimit | None = None


class Outcome(Section):
    """How an issue may end."""

    key: Literal["solved", "partly", "explained", "rejected"]
    name: Text
    note: Text | None = None


class Casework(Section):
    """All that is said about issues. `pass_up`: how soon a level must hand on what it cannot settle."""

    sources: Rows[IssueSource] = Field(min_length=1)
    classes: Rows[IssueClass] = ()
    categories: Rows[IssueCategory] = Field(min_length=1)
    outcomes: Rows[Outcome] = Field(min_length=1)
    default_limit: TimeLimit
    pass_up: TimeLimit | None = None

    def limit_for(self, code: str) -> TimeLimit:
        """The limit of the category or of its nearest ancestor that has one, else the default.

        Raises KeyError for an unknown code."""
        by_code = {category.code: category for category in self.categories}
        category: IssueCategory | None = by_code[code]
        while category is not None:
            if category.limit is not None:
                return category.limit
            category = by_code[category.parent] if category.parent else None
        return self.default_limit
