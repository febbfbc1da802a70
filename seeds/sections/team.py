"""Who works in the grids: roles of the plan, their duties, team shapes, routines, and what each may do in the portal."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Name, Per, Rows, Section, Text
from seeds.sections.place import OfficialCode

PortalRole = Literal["系统管理员", "安全管理员", "审计管理员", "中心管理员", "领导", "村级网格长", "网格员", "部门经办"]
Acting = Literal["centre", "leader", "head", "member", "helper"]
Employment = Literal["full", "part"]


class Staffing(Section):
    """An exception by place: in these villages or communities the role is held full- or part-time, by so many."""

    areas: Rows[Text] = Field(min_length=1)
    employment: Employment
    number: int | None = Field(default=None, ge=1)


class TeamRole(Section):
    """A role named by the plan, held for a grid of `level`.

    `acts_as`: what its holder does in the portal (centre, leader, head, member, helper); without it nobody is assigned in this
    role. `portal_role`: how holders sign in; without it they are recorded only. `minimum`, `maximum`: holders for one grid.
    `covers`: whether a person looks after one grid (专管一格), several (兼管多格), or either. `kinds`: only for these kinds of grid.
    """

    key: Key
    name: Name
    level: Key
    acts_as: Acting | None = None
    portal_role: PortalRole | None = None
    held_by: Text | None = None
    employment: Rows[Employment] = ()
    staffing: Rows[Staffing] = ()
    covers: Literal["one", "many", "either"] = "either"
    kinds: Rows[Key] = ()
    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=1)
    qualifications: Rows[Text] = ()
    duties: Rows[Text] = Field(min_length=1)
    was: Key | None = None

    @model_validator(mode="after")
    def _numbers_in_order(self) -> Self:
        if self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} 大于 maximum {self.maximum}")
        return self


class Post(Section):
    """A place in a team: so many holders of a role; no `maximum` reads N."""

    role: Key
    minimum: int = Field(default=1, ge=0)
    maximum: int | None = Field(default=None, ge=1)


class TeamShape(Section):
    """The team of every grid of a level, such as 1+1+N; `kinds` narrows it to kinds of grid."""

    name: Text
    level: Key
    kinds: Rows[Key] = ()
    posts: Rows[Post] = Field(min_length=1)


class Routine(Section):
    """Something done regularly: a meeting, training, patrol, report or analysis, at least `times` every `per`."""

    key: Key
    name: Text
    kind: Literal["meeting", "training", "patrol", "report", "analysis"]
    level: Key | None = None
    role: Key | None = None
    times: int = Field(ge=1, le=366)
    per: Per
    note: Text | None = None


class Department(Section):
    """An office that handles issues on request. `level`: where it sits, when not in the town. `was`: its code in the version before."""

    code: Key
    name: Name
    duties: Text | None = None
    level: Text | None = None
    was: Key | None = None
    retired: bool = False
    areas: Rows[OfficialCode] = ()
