"""What people read about measures: their names, and what exactly each counts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.figures.signals import NAMES
from portal.issues.workflow import closed_name, closing_name
from seeds.sections.rates import MEASURES

MEANINGS = {
    "objects_due": "走访活动的任务对象，截至期末已列入的都算，不含到期末已退出的",
    "objects_visited": "截至期末入户见到人的任务对象；电话联系、不在家、拒访都不算",
    "objects_reached": "截至期末入户见到人或电话联系到的任务对象；方案规定电话不算的，不算",
    "objects_absent": "截至期末只遇到不在家、没有再联系上的任务对象",
    "households": "现有住户，空户不算",
    "households_visited": "其中期内至少入户见到一次人的住户；电话联系不算",
    "households_reached": "其中期内至少入户见到一次人、或电话联系到一次的住户",
    "visits_answered": "期内的走访中，住户作了评价的次数",
    "visits_satisfied": "其中评价为满意和基本满意的次数",
    "visits_due": "按方案规定的走访频次，期内已经开始的每周、每月……应走访的次数之和",
    "visits_done": "应走访次数中已经入户完成的；同一户在同一周、同一月……里多走的不顶替别户",
    "issues_registered": "期内登记的诉求；已并入别的诉求的不重复计算",
    "issues_due": "办理期限在期内、到今天已经到期的诉求；暂停计时的不算",
    "issues_closed": "其中到今天{closed}的；{closing}不等于解决",
    "issues_solved": "其中办理结果为“已解决”、没有退回的；部分解决不算",
    "issues_answered": "其中已办理答复、没有退回的",
    "issues_on_time": "其中在期限内答复、没有退回的",
    "issues_solved_on_the_spot": "其中当场解决、没有退回的",
    "issues_revisited": "其中至少回访过一次的",
    "revisits_answered": "期内的回访中，当事人作了评价的次数",
    "revisits_satisfied": "其中评价为满意和基本满意的次数",
    "records_due": "现有全部住户",
    "records_complete": "住址、户主、电话都已登记的住户（空户只要住址）",
    "letters_due": "现有住户，空户不算",
    "letters_delivered": "其中期内登记了信已送到的住户；送几次都算一户",
    "cards_due": "现有住户，空户不算",
    "cards_delivered": "其中截至期末登记了联系卡已送到的住户；往年送到的也算",
}
"""One sentence a measure, the same as the docstrings of `portal.figures.measures`."""


def measure_names(session: Session) -> dict[str, str]:
    """The names of the measures, with the plan's word for what has ended."""
    return {**MEASURES, "issues_closed": f"{closed_name(session)}诉求数"}


def meanings(session: Session) -> dict[str, str]:
    """What each measure counts, with the plan's words for ending."""
    said = MEANINGS["issues_closed"].format(closed=closed_name(session), closing=closing_name(session))
    return {**MEANINGS, "issues_closed": said}


def in_words(session: Session, measure: str, among: str, first: dt.date, last: dt.date) -> str:
    """What a list opened from a number shows."""
    names = {**measure_names(session), **NAMES}
    base = f"{names[among]}中的" if among else ""
    return f"{base}{names[measure]}（{first} 至 {last}）"
