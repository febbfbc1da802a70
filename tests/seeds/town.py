"""The demo town as tests see it."""

from dataclasses import dataclass
from datetime import date

from shapely.geometry import MultiPolygon

from seeds.demo.town import DemoHousehold, DemoMember, GridPlan, Vocabulary
from seeds.schema import Profile

TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Town:
    """The demo town; homes of all grids are strewn over the whole outline, as boundaries are drawn elsewhere."""

    profile: Profile
    words: Vocabulary
    outline: MultiPolygon
    grids: list[GridPlan]
    members: list[DemoMember]
    teams: dict[str, list[DemoMember]]
    households: list[DemoHousehold]
    today: date

    @property
    def lowest(self) -> list[GridPlan]:
        """The grids that households belong to."""
        return [grid for grid in self.grids if grid.visits]
