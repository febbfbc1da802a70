"""Screens of members and assignments."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, make_response, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.foundation.choices import Choice, Options
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.filters import Within
from portal.members import services
from portal.members.account_pages import AccountPages
from portal.members.forms import DutyField, PhotoField, PostField
from portal.members.models import Assignment, Member
from portal.members.posts import OfferedPosts, employment_problem, posts_of
from portal.members.rules import Duty, Education, Employment, Politics, Sex
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.print_actions import PrintsBadges
from portal.web.remarks import remark
from portal.web.reveal import RevealingView
from portal.web.views import PortalView


class MemberView(PrintsBadges, AccountPages, RevealingView):
    """Real-name records."""

    show_template = "members/show.html"

    datamodel: Any = PortalInterface(Member)
    list_title, show_title, add_title, edit_title = "网格员", "网格员档案", "登记网格员", "修改网格员档案"
    list_hint = "还没有网格员。先登记网格员，再为其安排任职的网格。"
    list_columns: ClassVar = ["name", "sex", "grid", "phone", "employment", "politics"]
    show_columns: ClassVar = [
        "name", "number", "picture", "sex", "ethnicity", "politics", "birth_date", "education", "phone", "employment", "id_number", "grid",
        "account", "remark",
    ]  # fmt: skip
    add_columns: ClassVar = [
        "name", "grid", "sex", "ethnicity", "politics", "id_number", "birth_date", "education", "phone", "employment", "photo",
        "remark",
    ]  # fmt: skip
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["name", "phone", "grid", "sex", "employment", "politics"]
    base_order = ("id", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {
        "sex": Sex, "politics": Politics, "education": Education, "employment": Employment,
    }  # fmt: skip
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    loads: ClassVar[tuple[str, ...]] = ("user",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    add_form_extra_fields: ClassVar = {"photo": PhotoField("照片", description="JPEG 或 PNG,2 MB 以内")}
    edit_form_extra_fields: ClassVar = {"photo": PhotoField("照片", description="JPEG 或 PNG,2 MB 以内。不选则不更换")}
    label_columns: ClassVar = {
        "name": "姓名", "number": "编号", "sex": "性别", "ethnicity": "民族", "politics": "政治面貌", "birth_date": "出生日期", "education": "文化程度",
        "phone": "电话", "employment": "专兼职", "id_number": "身份证号", "photo": "照片", "picture": "照片", "grid": "所属",
        "account": "登录账号", "remark": "备注",
    }  # fmt: skip
    description_columns: ClassVar = {
        "grid": "档案所在的网格，如村或社区",
        "id_number": "加密保存",
        "birth_date": "不填则按身份证号",
    }

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The photo and the account, for those who have one."""
        wanted = select(Member.id).where(Member.id.in_([item.id for item in items]), Member.photo.is_not(None))
        tag = Markup('<img class="portrait" alt="照片" src="{}">')
        accounts = {item.id: item.user.username for item in items if item.user_id}
        return {
            "account": accounts,
            "picture": {pk: tag.format(url_for("MemberView.photo", pk=pk)) for pk in db.session.scalars(wanted)},
        }

    def check(self, item: Member) -> None:
        """The record agrees with its identity number."""
        services.check_member(db.session(), item)

    @expose("/photo/<pk>")
    @has_access
    @permission_name("show")
    def photo(self, pk: str) -> Response:
        """The photo of a member in scope."""
        data = db.session.scalar(select(Member.photo).where(Member.id == identity(pk))) or abort(404)
        answer = make_response(data)
        answer.headers["Content-Type"] = "image/jpeg"
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


class AssignmentView(PortalView):
    """Who looks after which grid, in which role of the plan, from when to when."""

    datamodel: Any = PortalInterface(Assignment)
    list_title, show_title, add_title, edit_title = "任职", "任职", "安排任职", "修改任职"
    list_hint = "还没有任职。在网格员或网格的页面上安排。"
    list_columns: ClassVar = ["member", "grid", "post", "starts_on", "ends_on"]
    show_columns: ClassVar = list_columns
    add_columns: ClassVar = ["member", "grid", "role", "duty", "starts_on", "ends_on"]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["member", "grid", "role", "duty", "starts_on", "ends_on"]
    base_order = ("starts_on", "desc")
    choices: ClassVar[dict[str, Options]] = {"role": OfferedPosts(), "duty": Duty}
    add_form_extra_fields: ClassVar = {"role": PostField(), "duty": DutyField()}
    edit_form_extra_fields: ClassVar = add_form_extra_fields
    pickers: ClassVar[tuple[str, ...]] = ("member", "grid")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "member": "网格员",
        "grid": "网格",
        "post": "角色",
        "role": "角色",
        "duty": "职责",
        "starts_on": "开始日期",
        "ends_on": "结束日期",
    }
    description_columns: ClassVar = {"ends_on": "仍在任则不填"}

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The post as the plan calls it."""
        posts = posts_of(db.session())
        return {"post": {item.id: posts.label(item.role, item.duty) for item in items}}

    def _not_asked(self) -> str:
        """Where a plan names roles the duty follows from the role."""
        return "duty" if posts_of(db.session()) else "role"

    def _get_add_widget(self, form: Any, exclude_cols: Any = None, widgets: Any = None) -> Any:
        return super()._get_add_widget(form, [*(exclude_cols or ()), self._not_asked()], widgets)

    def _get_edit_widget(self, form: Any, exclude_cols: Any = None, widgets: Any = None) -> Any:
        return super()._get_edit_widget(form, [*(exclude_cols or ()), self._not_asked()], widgets)

    def _get_search_widget(self, form: Any = None, exclude_cols: Any = None, widgets: Any = None) -> Any:
        widgets = super()._get_search_widget(form, exclude_cols, widgets)
        told = widgets["search"].template_args
        told["include_cols"] = [name for name in told["include_cols"] if name != self._not_asked()]
        return widgets

    def begin(self, form: Any, preset: dict[str, Any]) -> None:
        """From today; for the grid of the tab, whose roles are offered."""
        form.grid.data = preset.get("grid")
        form.starts_on.data = today()

    def check(self, item: Assignment) -> None:
        """The rules of assignments; the duties of the town need a verb of their own."""
        session = db.session()
        services.check_assignment(session, item)
        if item.duty in (Duty.CENTRE, Duty.LEADER) and not self.appbuilder.sm.has_access(
            "can_appoint", "AssignmentView"
        ):
            raise Refusal(
                f"只有综治中心可以安排“{posts_of(session).label(item.role, item.duty)}”",
                "role" if item.role else "duty",
            )
        role = posts_of(session).named(item.role)
        names = (item.grid.full_name or item.grid.name).split("/")
        problem = employment_problem(role, item.member.employment, names) if role and item.member else None
        if problem:
            remark(f"已保存。{problem}")
