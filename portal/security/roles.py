"""The roles, as one table: role -> screen -> verbs. Provisioning writes it to the database; tests walk it.

The three administrators (三员, GB/T 22239) are exclusive: system keeps accounts and settings, security grants roles, audit reads
the trail. None of them sees a household.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.members.rules import Duty

READ = frozenset({"can_list", "can_show"})
EXPORT = frozenset({"can_export"})
ADD = frozenset({"can_add"})
EDIT = frozenset({"can_edit"})
DELETE = frozenset({"can_delete"})
KEEP = READ | ADD | EDIT
ALL = KEEP | DELETE
USE = frozenset({"can_use"})
IMPORT = frozenset({"can_import"})
"""Importing a sheet and fetching its template, besides `can_use` of the screen of imports; its records also need EXPORT."""
PLANT = frozenset({"can_plant"})
PRINT = frozenset({"print_letters", "print_cards"})
PRINT_GRID = PRINT | {"print_boards", "print_others"}
DELIVER = READ | {"can_tick", "undo_delivery"}
CAMPAIGNS = frozenset({"can_open", "can_close", "can_pair", "can_choose"})
STEPS = frozenset({
    "solve", "classify", "assign", "pass_up", "hand_down", "accept", "handle", "revisit", "close", "reopen", "pause", "resume",
})  # fmt: skip
"""Every step that a plan's workflow may have, by its effect. Which of them a person takes, the workflow narrows further."""
SAMPLES = {"WordingSampleView": frozenset({"can_show"})}
SETTLING = frozenset({"can_judge", "can_speak", "can_answer", "can_sign"})
"""The steps of an assessment: judging, speaking for who is assessed, answering and correcting, signing."""
LEADING = frozenset({"classify", "assign", "pass_up", "hand_down"})
"""The steps that plans give to leaders; a leader takes them only where the step's `by` says so (`portal.issues.acting`)."""
DEEDS = frozenset({"urge", "merge", "link", "attach"})

SYSTEM, SECURITY, AUDIT = "系统管理员", "安全管理员", "审计管理员"
CENTRE, LEADER, HEAD, MEMBER, DEPARTMENT = "中心管理员", "领导", "村级网格长", "网格员", "部门经办"
VISITOR = "访客"
"""Who is not signed in: holds nothing."""
ADMINISTRATORS = (SYSTEM, SECURITY, AUDIT)


@dataclass(frozen=True)
class Role:
    """A role: its name, what it is for, and its verbs by screen (class names)."""

    name: str
    meaning: str
    screens: dict[str, frozenset[str]] = field(default_factory=dict)


EVERYONE = {"HomeView": USE, "ResetMyPasswordView": frozenset({"can_this_form_get", "can_this_form_post"})}
"""What everybody signed in may do, with any role or none: see the home page and change their own password."""
_SETTINGS = ("GridLevelView", "CareCategoryView", "IssueCategoryView", "DepartmentView", "SchemeView", "IndicatorView")

_API_PAGE = {"SwaggerView": frozenset({"can_show"}), "OpenApi": frozenset({"can_get"})}

ROLES = (
    Role(SYSTEM, "账号与基础设置", {
        **EVERYONE, **dict.fromkeys(_SETTINGS, ALL), "CareCategoryView": ALL | IMPORT, "IssueCategoryView": ALL | IMPORT,
        "ImportView": READ | USE, "PlanView": READ | USE, "GridPlanView": USE | PLANT, "AccountView": KEEP,
        "CalendarView": USE | IMPORT,
    }),
    Role(SECURITY, "授予和收回角色、解锁账号", {**EVERYONE, "AccountView": READ, "GrantView": READ | EDIT | {"unlock"}, "RoleView": READ}),
    Role(AUDIT, "查阅审计记录", {**EVERYONE, "AuditView": READ | EXPORT, "RoleView": READ}),
    Role(CENTRE, "综治中心：维护全部业务数据、交办、印刷、考核", {
        "DashboardView": USE, "RateView": USE | EXPORT, "TableView": USE | EXPORT, "AnalysisView": USE,
        **EVERYONE, **_API_PAGE, **dict.fromkeys(_SETTINGS, READ), "CalendarView": USE | IMPORT, "PlanView": READ, "GridPlanView": USE | PLANT,
        "GridView": ALL | PRINT_GRID | EXPORT | IMPORT | {"retire", "reactivate", "reveal"},
        "GridMapView": USE,
        "MemberView": ALL | EXPORT | IMPORT | {"reveal", "can_link", "print_badges"}, "AssignmentView": ALL | EXPORT | {"can_appoint"}, "TeamView": USE,
        "HouseholdView": ALL | PRINT | EXPORT | IMPORT | {"move", "reveal", "visit_many"}, "ContactCodeView": USE | {"can_revoke"}, "ImportView": READ | USE,
        "ResidentView": ALL | EXPORT | {"reveal"}, "EstablishmentView": ALL | EXPORT | IMPORT | {"reveal"}, "VisitView": ALL | EXPORT | IMPORT,
        "RoundView": USE, "CampaignView": READ | CAMPAIGNS, "VisitTaskView": READ | EXPORT | {"can_reveal"},
        "SampleView": READ | {"can_draw", "can_check"},
        "AdmissionView": USE, "HandoverView": USE | EXPORT | IMPORT,
        "IssueView": KEEP | EXPORT | IMPORT | STEPS | DEEDS | {"ask_extension", "decide_extension"}, "IssueEventView": READ,
        "AssessmentView": ALL | EXPORT | SETTLING | {"print_sheets", "propose", "tell", "finalise", "can_open", "can_recount"}, "ScoreView": READ | EDIT,
        "ResultView": USE | EXPORT | {"can_propose"}, "ProposalView": READ | EXPORT, "DutyFailureView": READ | EXPORT | {"can_record"},
        "PrintView": READ | USE, "PrintOrderView": READ | USE,
        "WordingView": READ | {"can_write", "can_decide"}, **SAMPLES, "NewPrintView": USE,
        "DeliveryView": DELIVER | EXPORT,
    }),
    Role(LEADER, "查阅全部业务数据、审批定稿", {
        "DashboardView": USE, "RateView": USE | EXPORT, "TableView": USE | EXPORT, "AnalysisView": USE,
        **EVERYONE, "PlanView": READ, "GridPlanView": USE, "GridView": READ, "GridMapView": USE, "MemberView": READ, "AssignmentView": READ, "TeamView": USE,
        "HouseholdView": READ,
        "ResidentView": READ, "EstablishmentView": READ, "VisitView": READ, "CampaignView": READ, "VisitTaskView": READ, "SampleView": READ,
        "AdmissionView": USE, "HandoverView": USE,
        "IssueView": READ | EXPORT | LEADING | {"urge", "decide_extension"}, "IssueEventView": READ,
        "AssessmentView": READ | EXPORT | {"finalise", "can_judge", "can_answer", "can_sign"}, "ScoreView": READ,
        "ResultView": USE | EXPORT, "ProposalView": READ | EXPORT | {"can_decide"}, "DutyFailureView": READ,
        "PrintView": READ, "PrintOrderView": READ, "DeliveryView": READ,
        "WordingView": READ | {"can_decide"}, **SAMPLES,
    }),
    Role(HEAD, "管理本村（社区）的网格、人员、住户和诉求", {
        "DashboardView": USE, "RateView": USE | EXPORT, "TableView": USE | EXPORT, "AnalysisView": USE,
        **EVERYONE, "GridPlanView": USE,
        "GridView": READ | EDIT | PRINT_GRID | EXPORT, "GridMapView": USE, "MemberView": KEEP | {"print_badges"}, "AssignmentView": ALL, "TeamView": USE,
        "HouseholdView": ALL | PRINT | EXPORT | IMPORT | {"move", "visit_many"}, "ContactCodeView": USE | {"can_revoke"}, "ResidentView": ALL,
        "EstablishmentView": ALL | EXPORT | IMPORT,
        "VisitView": KEEP | EXPORT | IMPORT, "RoundView": USE, "ImportView": READ | USE,
        "CampaignView": READ | {"can_pair"}, "VisitTaskView": READ | EXPORT,
        "AdmissionView": USE, "IssueView": KEEP | EXPORT | STEPS | DEEDS | {"ask_extension"}, "IssueEventView": READ,
        "AssessmentView": READ | EXPORT | {"print_sheets", "can_judge", "can_speak", "can_sign"}, "ScoreView": READ,
        "ResultView": USE | EXPORT, "ProposalView": READ, "DutyFailureView": READ,
        "PrintView": READ | USE, "PrintOrderView": READ | USE, "DeliveryView": DELIVER | EXPORT,
        "WordingView": READ, **SAMPLES, "NewPrintView": USE,
    }),
    Role(MEMBER, "走访和登记自己网格的住户与诉求", {
        "DashboardView": USE, "RateView": USE, "TableView": USE | EXPORT,
        **EVERYONE, "GridView": READ, "GridMapView": USE, "MemberView": READ, "HouseholdView": KEEP | {"visit_many"}, "ResidentView": KEEP,
        "EstablishmentView": KEEP, "VisitView": READ | ADD, "RoundView": USE, "VisitTaskView": READ,
        "AdmissionView": USE, "IssueView": READ | ADD | {"solve", "handle", "revisit", "pass_up", "attach"},
        "IssueEventView": READ, "AssessmentView": READ | {"can_speak"}, "ScoreView": READ, "DeliveryView": DELIVER,
    }),
    Role(DEPARTMENT, "办理交给本部门的诉求", {
        "DashboardView": USE, "RateView": USE,
        **EVERYONE, "IssueView": READ | {"accept", "handle", "ask_extension", "attach"}, "IssueEventView": READ,
    }),
)  # fmt: skip

BY_NAME = {role.name: role for role in ROLES}

ROLE_OF_DUTY = {
    Duty.CENTRE: CENTRE, Duty.LEADER: LEADER, Duty.HEAD: HEAD, Duty.MEMBER: MEMBER, Duty.HELPER: MEMBER,
}  # fmt: skip
"""The portal role that a duty in a grid carries."""


def grant_problem(names: set[str]) -> str | None:
    """What is wrong with holding these roles together, or nothing: an administrator holds one role and no other."""
    unknown = names - BY_NAME.keys()
    if unknown:
        return f"没有“{'、'.join(sorted(unknown))}”这个角色"
    if len(names) > 1 and names & set(ADMINISTRATORS):
        return "系统管理员、安全管理员、审计管理员互斥，也不能与业务角色兼任"
    return None
