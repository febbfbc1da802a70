"""The screen of profiles: versions and what they say, drafts, and the way from a draft to the profile in force."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from flask import Response, current_app
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.foundation.database import db
from portal.plans.additions import versions_in_force
from portal.plans.current import parsed, version_in_force
from portal.plans.draft_pages import DraftPages
from portal.plans.finding import source_of
from portal.plans.following import Row
from portal.plans.form_pages import FormPages
from portal.plans.models import PlanVersion
from portal.plans.summary import summary_of
from portal.plans.trial_pages import TrialPages
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.views import PortalView
from seeds.differences import by_section, differences
from seeds.loading import available_profiles, load_profile
from seeds.problems import ProfileError
from seeds.schema import Profile


class PlanView(DraftPages, FormPages, TrialPages, PortalView):
    """Profiles applied so far, the newest in force; from here one is copied, changed, checked and applied."""

    datamodel: Any = PortalInterface(PlanVersion)
    list_title, show_title = "实施方案", "实施方案"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_columns: ClassVar = ["title", "number", "state", "applied_at", "applied_by"]
    show_columns: ClassVar = ["title", "key", "number", "state", "applied_at", "applied_by"]
    search_columns: ClassVar = ["title"]
    base_order = ("applied_at", "desc")
    list_hint = (
        "还没有应用实施方案。请在上方选择本地的方案，看过变化再应用：层级、部门、类别、考核方案和信件文字都从方案中来。"
    )
    list_template, show_template = "plans/list.html", "plans/show.html"
    label_columns: ClassVar = {
        "title": "方案", "key": "代号", "number": "第几版", "state": "状态", "applied_at": "应用时间", "applied_by": "应用人",
        "content": "原文", "resolved": "全文", "digest": "校验值", "area": "增补的乡镇", "changes": "变化",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """Which versions are in force: the newest, and what towns of a county add to it."""
        used = {version.id for version in versions_in_force(db.session())}
        return {"state": {item.id: _state(item, item.id in used) for item in items}}

    def offered(self) -> list[tuple[str, str]]:
        """(id, place and title) of the profiles that come with the portal; one that cannot be read is left out."""
        return list(_offered())

    def row_link(self, row: Row) -> str:
        """The address of a row that stands in the way, for those who may see its screen."""
        if not self.appbuilder.sm.has_access("can_show", row.screen):
            return ""
        return str(current_app.url_for(f"{row.screen}.show", pk=row.id))

    def _get_show_widget(self, pk: Any, item: PlanVersion, **arguments: Any) -> Any:
        """Adds what the version says, what it changed, and how it differs from the one in force."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        current, profile = version_in_force(db.session()), _profile(item)
        used = _profile(current) if current and current.id != item.id else None
        more = {
            "version": item, "summary": summary_of(profile) if profile else [], "changes": item.changes.splitlines(),
            "readable": profile is not None, "used": current is not None and current.id == item.id,
            "differences": by_section(differences(used, profile)) if used and profile else {}, "compared": bool(used and profile),
        }  # fmt: skip
        return {**widgets, **more}

    @expose("/export/<string:pk>")
    @has_access
    @permission_name("show")
    def text(self, pk: str) -> Response:
        """A version as a file, as it was written."""
        version = db.get_or_404(PlanVersion, identity(pk))
        source = source_of(db.session(), version)
        return file_of(source.text, f"{version.key}-{version.number}.yaml")


def _state(version: PlanVersion, used: bool) -> str:
    """Whether a version is in force, in words."""
    return f"{'正在使用' if used else '以前的版本'}{'（乡镇增补）' if version.area else ''}"


def file_of(text: str, name: str) -> Response:
    """A profile to be saved."""
    response = Response(text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@cache
def _offered() -> tuple[tuple[str, str], ...]:
    """Read once a process: the files change only with the release, and reading them all takes seconds."""
    found = []
    for key, path in available_profiles().items():
        try:
            profile = load_profile(path)
        except ProfileError:
            continue
        found.append((key, f"{profile.place.county}{profile.place.name}：{profile.meta.title}"))
    return tuple(found)


def _profile(version: PlanVersion | None) -> Profile | None:
    """What a version says; None when this release no longer understands it."""
    try:
        return parsed(version.digest, version.resolved, version.key) if version else None
    except ProfileError:
        return None
