"""What a person is told when the database refuses: constraint or trigger name -> (sentence, form field)."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy.exc import DataError, SQLAlchemyError

from portal.foundation.errors import Conflict, Refusal

MESSAGES: dict[str, tuple[str, str | None]] = {
    "grid.cycle": ("上级网格不能是自己或自己的下级（会形成循环）", "parent"),
    "grid.level": ("网格的层级必须低于上级网格的层级", "level"),
    "grid.boundary_invalid": ("边界为空或自相交，请在地图上重新绘制", "boundary"),
    "grid.outside_parent": ("边界超出了上级网格的范围", "boundary"),
    "grid.children_outside": ("有下级网格落在新边界之外", "boundary"),
    "grid.overlaps_sibling": ("边界与同级网格重叠", "boundary"),
    "date.unreal": ("日期不存在", None),
    "history.append_only": ("流转记录只能追加，不能修改或删除", None),
    "audit.append_only": ("审计记录只能追加，不能修改或删除", None),
    "grid.code": ("编码已被其他网格使用", "code"),
    "grid_name": ("名称不能为空", "name"),
    "grid_code": ("编码不能为空", "code"),
    "grid_period": ("结束日期早于开始日期", "valid_to"),
    "grid_not_own_parent": ("上级网格不能是自己", "parent"),
    "member_name": ("姓名不能为空", "name"),
    "member_phone": ("电话号码格式不对", "phone"),
    "member_birth_date": ("出生日期不合理", "birth_date"),
    "member.id_number_index": ("该身份证号已登记给另一名网格员", "id_number"),
    "member.user_id": ("该账号已关联另一名网格员", "user"),
    "assignment_period": ("结束日期早于开始日期", "ends_on"),
    "assignment_once": ("该网格员在这个网格已有同样的任职", None),
    "household_code": ("户号不能为空", "code"),
    "household_phone": ("电话号码格式不对", "phone"),
    "household_walking_order": ("走访次序不能为负", "walking_order"),
    "household_code_once": ("该网格内已有相同户号的住户", "code"),
    "resident_name": ("姓名不能为空", "name"),
    "resident_phone": ("电话号码格式不对", "phone"),
    "resident_birth_date": ("出生日期不合理", "birth_date"),
    "resident.id_number_index": ("该身份证号已登记给另一名居民", "id_number"),
    "resident_one_head": ("一户只能有一名户主", "relation"),
    "establishment_name": ("名称不能为空", "name"),
    "establishment_once": ("该网格内已有同名单位", "name"),
    "establishment_phone": ("电话号码格式不对", "phone"),
    "department_phone": ("电话号码格式不对", "phone"),
    "department.code": ("编码已被使用", "code"),
    "department.name": ("名称已被使用", "name"),
    "issue_phone": ("电话号码格式不对", "phone"),
    "issue_closed_has_outcome": ("诉求结束前必须填写办理结果", "outcome"),
    "visit_one_home": ("请选择住户或单位，二者选一", "household"),
    "visit.uid": ("这个记录编号已经用过，请刷新页面后重新填写", None),
    "issue.uid": ("这件诉求刚才已经登记，请到诉求列表里查看", None),
    "issue_link_once": ("刚才有人关联了这两件诉求，请刷新页面", "other"),
    "issue_link_two": ("不能与自己关联", "other"),
    "issue_handover_once": ("刚才有人导出了其中的诉求，请刷新页面后再导出", None),
    "issue_extension_days": ("延长的工作日应大于 0", "days"),
    "issue.number": ("编号已存在，请重新提交", None),
    "assessment_member_once": ("该网格员在此考核期已有考核表", "member"),
    "assessment_grid_once": ("该网格在此考核期已有考核表", "grid"),
    "assessment_one_subject": ("考核对象应为一名网格员或一个网格，二者选一", "member"),
    "scheme_thresholds": ("等级分数线应由高到低：优秀 > 良好 > 合格", "excellent_from"),
    "scheme_most": ("分数线最高为 100 分", "excellent_from"),
    "indicator_once": ("该方案已有同名指标", "name"),
    "indicator_positive": ("权重和满分都应大于 0", "weight"),
    "indicator_most": ("权重和满分最大为 1000", "weight"),
    "issue_category_limit": ("办理时限不能为负", "limit_days"),
    "score_once": ("同一指标只能有一个得分", "indicator"),
    "score_not_negative": ("得分不能为负", "score"),
    "score_most": ("得分最大为 1000", "score"),
    "campaign_once": ("这项活动当天已在这里开展过，请另选开始日期", "starts_on"),
    "campaign_period": ("结束日期早于开始日期", "ends_on"),
    "visit_task_once": ("这个对象已经列入，请刷新页面", None),
    "delivery_once": ("刚才有人登记了其中的住户，请重试", "home"),
    "visitor_area_once": ("这个人已经安排在这个片区", "member"),
    "wording_once": ("刚才有人开始写同一份文字，请刷新页面后接着写", "kind"),
    "plan_version_once": ("刚才有人应用了这个方案，请刷新页面后重试", None),
    "signature_once": ("刚才有人签了字，请刷新页面", None),
    "judgement_score": ("评分应为 0 到 1000", "score"),
    "judgement_people": ("评分的人数应大于 0", "people"),
    "proposal_member_once": ("刚才有人对这名网格员提出了同样的建议，请刷新页面", None),
    "proposal_grid_once": ("刚才有人对这个网格提出了同样的建议，请刷新页面", None),
    "proposal.failure_id": ("刚才有人对这次未履职提出了建议，请刷新页面", None),
    "proposal_amount": ("金额不能为负", "amount"),
    "print_chunk_once": ("刚才有人提交了同一批印刷，请刷新页面", None),
    "sample_item_once": ("刚才有人同时抽取，请重试", None),
}

_KEYS = {
    "household_code_once": "household.grid_id, household.code",
    "assignment_once": "assignment.member_id, assignment.grid_id, assignment.duty",
    "resident_one_head": "resident.household_id",
    "establishment_once": "establishment.grid_id, establishment.name",
    "assessment_member_once": "assessment.scheme_id, assessment.period, assessment.member_id",
    "assessment_grid_once": "assessment.scheme_id, assessment.period, assessment.grid_id",
    "indicator_once": "assessment_indicator.scheme_id, assessment_indicator.name",
    "score_once": "assessment_score.assessment_id",
    "campaign_once": "campaign.key, campaign.grid_id",
    "visit_task_once": "visit_task.campaign_id",
    "visitor_area_once": "visitor_area.campaign_id",
    "sample_item_once": "sample_item.sample_id",
    "wording_once": "wording.grid_id, wording.kind, wording.version",
    "plan_version_once": "plan_version.key, plan_version.number",
    "signature_once": "assessment_signature.assessment_id",
    "proposal_member_once": "proposal.kind, proposal.key, proposal.period, proposal.member_id",
    "proposal_grid_once": "proposal.kind, proposal.key, proposal.period, proposal.grid_id",
    "issue_handover_once": "issue_handover.issue_id, issue_handover.platform",
    "issue_link_once": "issue_link.issue_id, issue_link.other_id",
    "print_chunk_once": "print_chunk.batch_id",
    "delivery_once": "delivery.household_id, delivery.kind",
}
"""How SQLite names a broken unique constraint: by its columns."""

_GAVE_WAY = ("40P01", "40001", "55P03")
"""PostgreSQL: deadlock detected, could not serialise, lock not available."""
_BUSY = re.compile(r"^database (table )?is locked")
"""SQLite, when another writer holds the file longer than we wait."""
_ALIKE = re.compile(r"UNIQUE constraint failed: \w+\.(\w+)$|Key \((\w+)\)=.* already exists", re.MULTILINE)
_EMPTY = re.compile(r"NOT NULL constraint failed: \w+\.(\w+)|null value in column \"(\w+)\"")
_TOO_LARGE = re.compile(r"numeric field overflow|out of range", re.IGNORECASE)
"""PostgreSQL measures a number against its column before any rule of ours."""
_FOREIGN = re.compile(r"FOREIGN KEY constraint failed|violates foreign key constraint", re.IGNORECASE)


def refusal_for(error: SQLAlchemyError) -> Refusal | None:
    """The refusal behind a database error, or nothing when no rule of ours was broken."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, Refusal):
        return cause
    text = str(cause or error)
    if getattr(cause, "sqlstate", None) in _GAVE_WAY or _BUSY.search(text):
        return Conflict()
    for name, (sentence, field) in MESSAGES.items():
        if _spelled(name).search(text):
            return Refusal(sentence, field)
    if _FOREIGN.search(text):
        return Refusal("这条记录还有关联的数据，不能删除；请先处理关联数据，或将其停用")
    if isinstance(error, DataError) and _TOO_LARGE.search(text):
        return Refusal("数值超出允许的范围")
    return _plain_refusal(text)


def _plain_refusal(text: str) -> Refusal | None:
    """For constraints without a sentence of their own: what is wrong, on the column it is wrong in."""
    for pattern, sentence in ((_ALIKE, "已有相同的记录，不能重复"), (_EMPTY, "此项必须填写")):
        found = pattern.search(text)
        if found:
            return Refusal(sentence, (found[1] or found[2]).removesuffix("_id"))
    return None


@cache
def _spelled(name: str) -> re.Pattern[str]:
    """How SQLite and PostgreSQL name this rule: a trigger's word, a check, the columns of a unique key, a constraint."""
    columns = re.escape(_KEYS.get(name, name))
    flat = name.replace(".", "_")
    stored = f"(?:{flat}_key|ix_{flat})" if "." in name else name
    return re.compile(
        rf'^{re.escape(name)}$|CHECK constraint failed: {re.escape(name)}$|UNIQUE constraint failed: {columns}(?:,|$)|"{stored}"',
        re.MULTILINE,
    )
