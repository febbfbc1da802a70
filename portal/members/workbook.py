"""The sheet of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.sheet import Sheet
from portal.members.assignment_part import AssignmentPart
from portal.members.member_part import MemberPart


def _members(session: Session, actor: Actor) -> SheetParts:
    outer, inner = MemberPart(session, actor), AssignmentPart(session, actor)
    notes = (
        "一行一条任职；同一人的各行，人的各栏可以只填在第一行。还没有任职的人也写一行。",
        "没有记录编号的，按身份证号、否则按姓名和电话对上已有的人。照片和登录账号不在表里。",
    )
    return SheetParts(
        Sheet("members", "网格员与任职", (*outer.fields, *inner.fields), notes, outer="网格员"), (outer, inner)
    )


MEMBERS = Workbook(
    "members", "网格员与任职", "MemberView", "一人多行，一行一条任职", _members,
    exports=("MemberView", "AssignmentView"),
)  # fmt: skip
