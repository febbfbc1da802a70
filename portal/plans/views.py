"""The screen of the profile: what is in force, and applying one that comes with the portal."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.foundation.errors import BadParameter
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile
from portal.web.interface import PortalInterface
from portal.web.views import PortalView
from seeds.loading import available_profiles, load_profile


class PlanView(PortalView):
    """Profiles applied so far, the newest in force."""

    datamodel: Any = PortalInterface(PlanVersion)
    list_title, show_title = "实施方案", "实施方案"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_columns: ClassVar = ["title", "key", "applied_at"]
    show_columns: ClassVar = ["title", "key", "applied_at", "content"]
    search_columns: ClassVar = ["title"]
    base_order = ("applied_at", "desc")
    list_hint = "还没有应用实施方案。请在上方选择本镇的方案并应用:层级、部门、类别、考核方案和信件文字都从方案中来"
    list_template = "plans/list.html"
    label_columns: ClassVar = {"title": "方案", "key": "名称", "applied_at": "应用时间", "content": "方案内容"}
    method_permission_name: ClassVar = {"apply": "use"}

    def offered(self) -> list[tuple[str, str]]:
        """(name, place and title) of the profiles that come with the portal."""
        profiles = {key: load_profile(path) for key, path in available_profiles().items()}
        return [(key, f"{each.place.county}{each.place.name}:{each.meta.title}") for key, each in profiles.items()]

    @expose("/apply", methods=["POST"])
    @has_access
    def apply(self) -> Response:
        """Apply one of the offered profiles, in one transaction."""
        path = available_profiles().get(request.form.get("name", ""))
        if path is None:
            raise BadParameter("没有这个方案")
        profile = apply_profile(db.session(), path.read_text(encoding="utf-8"), path)
        db.session.commit()
        flash(f"已应用「{profile.meta.title}」", "success")
        return redirect(self.get_default_url())
