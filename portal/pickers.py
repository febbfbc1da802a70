"""The large tables that forms pick from, as one table."""

from __future__ import annotations

from sqlalchemy import and_

from portal.web.picker import PickerSource


def picker_sources() -> dict[str, PickerSource]:
    """The large tables to pick from, by table name."""
    from portal.grids.models import Grid, GridLevel
    from portal.grids.rules import GridStatus
    from portal.households.models import Establishment, Household
    from portal.members.models import Member

    return {
        "grid": PickerSource(Grid, ("full_name", "code"), "GridView"),
        "visited_grid": PickerSource(
            Grid,
            ("full_name", "code"),
            "GridView",
            and_(Grid.status == GridStatus.ACTIVE, Grid.level.has(GridLevel.visits.is_(True))),
        ),
        "member": PickerSource(Member, ("name", "phone"), "MemberView"),
        "household": PickerSource(Household, ("head_name", "address", "phone", "code"), "HouseholdView"),
        "establishment": PickerSource(Establishment, ("name", "address"), "EstablishmentView"),
    }
