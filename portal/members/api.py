"""Members over REST. Identity numbers and photos are not handed out."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.members.models import Member
from portal.members.views import MemberView
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class MemberApi(PortalApi):
    """`/api/v1/member/`."""

    screen = MemberView
    resource_name = "member"
    datamodel: Any = PortalInterface(Member)
    list_columns: ClassVar = ["id", "name", "sex", "phone", "employment", "politics", "grid.id", "grid.full_name"]
    show_columns: ClassVar = [*list_columns, "ethnicity", "birth_date", "education", "remark"]
    add_columns: ClassVar = [
        "name", "grid", "sex", "ethnicity", "politics", "birth_date", "education", "phone", "employment", "remark",
    ]  # fmt: skip
    edit_columns: ClassVar = add_columns
