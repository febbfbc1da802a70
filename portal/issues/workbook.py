"""The sheets of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.sheet import Sheet
from portal.issues.category_part import IssueCategoryPart
from portal.issues.issue_part import IssuePart
from portal.issues.workflow import closing_name, workflow_of


def _issues(session: Session, actor: Actor) -> SheetParts:
    part = IssuePart(session, actor)
    start = workflow_of(session).initial.name
    notes = (
        f"一行一件诉求；新诉求导入后为{start}，交办、答复、回访、{closing_name(session)}在诉求的页面上办理。",
        "已登记的诉求可以改标题、内容、地点、联系人和电话；没有编号的按网格、登记日期和标题对上。",
    )
    return SheetParts(Sheet("issues", "诉求", part.fields, notes), (part,))


def _categories(session: Session, actor: Actor) -> SheetParts:
    part = IssueCategoryPart(session, actor)
    return SheetParts(
        Sheet("issue_categories", "诉求类别", part.fields, ("没有记录编号的，按代号对上已有的类别。",)), (part,)
    )


ISSUES = Workbook("issues", "诉求", "IssueView", "一行一件诉求", _issues, exports=("IssueView",))
ISSUE_CATEGORIES = Workbook(
    "issue_categories", "诉求类别", "IssueCategoryView", "类别、办理时限和承办部门", _categories
)
