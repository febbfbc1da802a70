"""Who works in the grids: roles of the plan, their duties, and what each may do in the portal."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text

PortalRole = Literal["系统管理员", "安全管理员", "审计管理员", "中心管理员", "领导", "村级网格长", "网格员", "部门经办"]


class TeamRole(Section):
    """A role named by the plan. Without `portal_role` its holders are recorded but do not sign in."""

    key: Key
    name: Text
    level: Key
    portal_role: PortalRole | None = None
    held_by: Text | None = None
    employment: Rows[Literal["full", "part"]] = ()
    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=1)
    duties: Rows[Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _numbers_in_order(self) -> Self:
        if self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} 大于 maximum {self.maximum}")
        return self


class Department(Section):
    """An office that handles issues on request."""

    code: Key
    name: Text
    duties: Text | None = None
