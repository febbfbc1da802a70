"""Every screen in menu order, as one table. Registration, roles and tests walk it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_appbuilder import AppBuilder

from portal.exchange.declaration import Workbook
from portal.pickers import picker_sources
from portal.plans.following import Follower, install
from portal.security.limits import guess_limit
from portal.security.roles import Role
from portal.web.picker import PickerView


@dataclass(frozen=True)
class Screen:
    """A screen: its view class, label and icon, and the menu it stands in (none: reached from other screens)."""

    view: type[Any]
    label: str
    icon: str = "fa-circle"
    menu: str | None = None

    @property
    def name(self) -> str:
        """The class name, by which roles refer to it."""
        return self.view.__name__


def screens() -> tuple[Screen, ...]:
    """All screens. Imported inside the parts, not at the top: views need models, and models must exist before."""
    return (*_register(), *_work(), *_paper(), *_settings())


def _register() -> tuple[Screen, ...]:
    from portal.feedback.code_pages import ContactCodeView
    from portal.grids.plan_pages import GridPlanView
    from portal.grids.views import GridView
    from portal.households.resident_views import ResidentView
    from portal.households.views import EstablishmentView, HouseholdView
    from portal.map.views import GridMapView
    from portal.members.team_view import TeamView
    from portal.members.views import AssignmentView, MemberView

    return (
        Screen(GridMapView, "网格分布图", "fa-map", "网格管理"),
        Screen(GridView, "网格", "fa-sitemap", "网格管理"),
        Screen(GridPlanView, "网格与方案", "fa-clipboard", "网格管理"),
        Screen(MemberView, "网格员", "fa-id-badge", "网格管理"),
        Screen(AssignmentView, "任职", "fa-handshake-o", "网格管理"),
        Screen(TeamView, "队伍配备", "fa-check-square-o", "网格管理"),
        Screen(HouseholdView, "住户", "fa-home", "住户管理"),
        Screen(ContactCodeView, "居民联系码"),
        Screen(ResidentView, "居民", "fa-users", "住户管理"),
        Screen(EstablishmentView, "单位与经营业户", "fa-building-o", "住户管理"),
    )


def _work() -> tuple[Screen, ...]:
    from portal.campaigns.sample_views import SampleView
    from portal.campaigns.task_views import VisitTaskView
    from portal.campaigns.views import CampaignView
    from portal.issues.admission_pages import AdmissionView
    from portal.issues.handover_pages import HandoverView
    from portal.issues.views import IssueEventView, IssueView
    from portal.rounds.views import RoundView
    from portal.visits.views import VisitView

    return (
        Screen(RoundView, "今日走访", "fa-street-view", "走访"),
        Screen(CampaignView, "走访活动", "fa-bullhorn", "走访"),
        Screen(VisitTaskView, "走访任务", "fa-list", "走访"),
        Screen(VisitView, "走访记录", "fa-list-alt", "走访"),
        Screen(SampleView, "走访抽查", "fa-random", "走访"),
        Screen(IssueView, "诉求", "fa-comments", "诉求办理"),
        Screen(IssueEventView, "流转记录"),
        Screen(AdmissionView, "网格事项清单", "fa-list-alt", "诉求办理"),
        Screen(HandoverView, "外部平台", "fa-share-square-o", "诉求办理"),
    )


def _paper() -> tuple[Screen, ...]:
    from portal.assessments.views import AssessmentView, ScoreView
    from portal.consequences.result_pages import ResultView
    from portal.consequences.views import DutyFailureView, ProposalView
    from portal.delivery.views import DeliveryView
    from portal.exchange.views import ImportView
    from portal.figures.analysis import AnalysisView
    from portal.figures.dashboard import DashboardView
    from portal.figures.views import RateView
    from portal.printing.new_pages import NewPrintView
    from portal.printing.order_views import PrintOrderView
    from portal.printing.sample_pages import WordingSampleView
    from portal.printing.views import PrintView
    from portal.tables.views import TableView
    from portal.wordings.views import WordingView

    return (
        Screen(DashboardView, "工作看板", "fa-bar-chart", "统计分析"),
        Screen(RateView, "统计指标", "fa-percent", "统计分析"),
        Screen(AnalysisView, "研判预警", "fa-bell-o", "统计分析"),
        Screen(TableView, "统计报表", "fa-table", "统计分析"),
        Screen(AssessmentView, "考核", "fa-star-half-o", "考核"),
        Screen(ScoreView, "得分"),
        Screen(ResultView, "考核汇总", "fa-book", "考核"),
        Screen(ProposalView, "评优与奖惩", "fa-trophy", "考核"),
        Screen(DutyFailureView, "重点任务记录", "fa-exclamation-triangle", "考核"),
        Screen(NewPrintView, "新建印件", "fa-plus-square-o", "印刷"),
        Screen(PrintView, "印刷", "fa-print", "印刷"),
        Screen(PrintOrderView, "分村印刷", "fa-files-o", "印刷"),
        Screen(WordingView, "印刷文字", "fa-pencil-square-o", "印刷"),
        Screen(WordingSampleView, "印刷文字样张"),
        Screen(DeliveryView, "发放登记", "fa-check-square-o", "印刷"),
        Screen(ImportView, "批量导入", "fa-upload", "导入导出"),
    )


def _settings() -> tuple[Screen, ...]:
    from portal.assessments.settings import IndicatorView, SchemeView
    from portal.grids.views import GridLevelView
    from portal.households.views import CareCategoryView
    from portal.issues.calendar_pages import CalendarView
    from portal.issues.settings import DepartmentView, IssueCategoryView
    from portal.plans.views import PlanView
    from portal.security.audit_view import AuditView
    from portal.security.views import AccountView, GrantView, RoleView

    return (
        Screen(PlanView, "实施方案", "fa-file-text-o", "基础设置"),
        Screen(GridLevelView, "网格层级", "fa-list-ol", "基础设置"),
        Screen(CareCategoryView, "关爱类别", "fa-heart-o", "基础设置"),
        Screen(IssueCategoryView, "诉求类别", "fa-tags", "基础设置"),
        Screen(DepartmentView, "部门", "fa-university", "基础设置"),
        Screen(CalendarView, "工作日历", "fa-calendar", "基础设置"),
        Screen(SchemeView, "考核方案", "fa-balance-scale", "基础设置"),
        Screen(IndicatorView, "考核指标", "fa-check-square-o", "基础设置"),
        Screen(AccountView, "账号", "fa-user", "安全与审计"),
        Screen(GrantView, "授权", "fa-key", "安全与审计"),
        Screen(RoleView, "角色", "fa-users", "安全与审计"),
        Screen(AuditView, "审计记录", "fa-history", "安全与审计"),
    )


def tabs() -> dict[str, tuple[str, ...]]:
    """The tabs under a row's page: screen -> screens of what belongs to it."""
    return {
        "GridView": ("GridView", "AssignmentView", "HouseholdView", "EstablishmentView", "IssueView"),
        "MemberView": ("AssignmentView", "AssessmentView"),
        "HouseholdView": ("ResidentView", "VisitTaskView", "VisitView", "IssueView"),
        "EstablishmentView": ("VisitTaskView", "IssueView"),
    }


def searches() -> dict[str, dict[str, type[Any]]]:
    """Searches that a later concept adds to the list of an earlier one: screen -> column -> filter, labelled by its name."""
    from portal.figures.openings import COLUMN, SCREENS, Counted
    from portal.visits.filters import Due, Unvisited

    found: dict[str, dict[str, type[Any]]] = {"HouseholdView": {"unvisited": Unvisited, "to_visit": Due}}
    for name in SCREENS.values():
        found.setdefault(name, {})[COLUMN] = Counted
    return found


def sheets() -> dict[str, Workbook]:
    """The sheets that are exported to be changed and imported, by key, in the order of the page."""
    from portal.grids.workbook import GRIDS
    from portal.households.workbook import CARE_CATEGORIES, ESTABLISHMENTS, HOUSEHOLDS
    from portal.issues.workbook import ISSUE_CATEGORIES, ISSUES
    from portal.members.workbook import MEMBERS
    from portal.visits.workbook import VISITS

    all_ = (GRIDS, MEMBERS, HOUSEHOLDS, ESTABLISHMENTS, VISITS, ISSUES, CARE_CATEGORIES, ISSUE_CATEGORIES)
    return {each.key: each for each in all_}


def apis() -> tuple[type[Any], ...]:
    """Every REST resource; each is governed by the verbs of its screen."""
    from portal.assessments.api import AssessmentApi
    from portal.campaigns.api import CampaignApi, VisitTaskApi
    from portal.grids.api import GridApi
    from portal.households.api import EstablishmentApi, HouseholdApi, ResidentApi
    from portal.issues.api import IssueApi
    from portal.members.api import MemberApi
    from portal.visits.api import VisitApi

    homes = (HouseholdApi, ResidentApi, EstablishmentApi)
    return (GridApi, MemberApi, *homes, CampaignApi, VisitTaskApi, VisitApi, IssueApi, AssessmentApi)


def followers() -> tuple[Follower, ...]:
    """Who follows the profile when another comes into force, in this order."""
    from portal.assessments import following as assessments
    from portal.grids import following as grids
    from portal.households import following as households
    from portal.issues import following as issues
    from portal.members import following as members

    return tuple(each for concept in (grids, members, households, issues, assessments) for each in concept.followers())


def menu_items(role: Role) -> set[str]:
    """The menu names a role may open: its screens and the menus they stand in."""
    own = [screen for screen in screens() if screen.menu and screen.name in role.screens]
    return {screen.name for screen in own} | {str(screen.menu) for screen in own}


def _open_to_residents(appbuilder: AppBuilder) -> None:
    """The pages behind the codes on paper, for people without an account."""
    from portal.feedback.rules import GUESSES
    from portal.feedback.views import ResidentDoor

    appbuilder.add_view_no_menu(ResidentDoor)
    guess_limit(appbuilder.sm.limiter, GUESSES)(current_app.blueprints["ResidentDoor"])


def register(appbuilder: AppBuilder) -> None:
    """Add every screen with its tabs, every REST resource and the pickers to the portal."""
    by_name = {screen.name: screen.view for screen in screens()}
    for name, others in tabs().items():
        by_name[name].related_views = [by_name[other] for other in others]
    for name, more in searches().items():
        view = by_name.get(name)
        if view is None:
            continue
        view.search_columns = list(dict.fromkeys([*view.search_columns, *more]))
        view.own_filters = {**view.own_filters, **{column: [each] for column, each in more.items()}}
        view.label_columns = {**view.label_columns, **{column: each.name for column, each in more.items()}}
    PickerView.sources = picker_sources()
    install(followers())
    appbuilder.add_view_no_menu(PickerView)
    _open_to_residents(appbuilder)
    for screen in screens():
        if screen.menu:
            appbuilder.add_view(
                screen.view, screen.name, icon=screen.icon, label=screen.label, category=screen.menu,
            )  # fmt: skip
        else:
            appbuilder.add_view_no_menu(screen.view)
    for api in apis():
        appbuilder.add_api(api)
