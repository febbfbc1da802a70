"""Households, residents and establishments over REST. Identity numbers and sensitive care categories are not handed out."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.households.models import Establishment, Household, Resident
from portal.households.resident_views import ResidentView
from portal.households.views import EstablishmentView, HouseholdView
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class HouseholdApi(PortalApi):
    """`/api/v1/household/`."""

    screen = HouseholdView
    resource_name = "household"
    datamodel: Any = PortalInterface(Household)
    list_columns: ClassVar = [
        "id",
        "code",
        "head_name",
        "address",
        "phone",
        "kind",
        "walking_order",
        "grid.id",
        "grid.full_name",
    ]
    show_columns: ClassVar = [*list_columns, "care_open", "location", "remark"]
    add_columns: ClassVar = [name for name in HouseholdView.add_columns if name != "care"]
    edit_columns: ClassVar = add_columns

    def __init__(self) -> None:
        # Asked only now: later concepts add their searches to the screen when the portal is put together.
        self.search_columns: Any = [name for name in HouseholdView.search_columns if name != "care"]
        super().__init__()


class ResidentApi(PortalApi):
    """`/api/v1/resident/`."""

    screen = ResidentView
    resource_name = "resident"
    datamodel: Any = PortalInterface(Resident)
    search_columns: Any = ("name", "phone", "household", "relation", "sex", "birth_date")
    list_columns: ClassVar = [
        "id", "name", "relation", "sex", "birth_date", "phone", "household.id", "household.head_name", "household.address",
    ]  # fmt: skip
    show_columns: ClassVar = [*list_columns, "ethnicity", "occupation"]
    add_columns: ClassVar = ["household", "name", "relation", "sex", "birth_date", "ethnicity", "phone", "occupation"]
    edit_columns: ClassVar = add_columns


class EstablishmentApi(PortalApi):
    """`/api/v1/establishment/`."""

    screen = EstablishmentView
    resource_name = "establishment"
    datamodel: Any = PortalInterface(Establishment)
    list_columns: ClassVar = ["id", "name", "kind", "address", "contact_name", "phone", "grid.id", "grid.full_name"]
    show_columns: ClassVar = [*list_columns, "location", "remark"]
    add_columns: ClassVar = ["grid", "name", "kind", "address", "contact_name", "phone", "location", "remark"]
    edit_columns: ClassVar = add_columns
