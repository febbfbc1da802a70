"""What the audit trail calls the tables, columns and keys that no screen lists; the screens' own words come first."""

from __future__ import annotations

from portal.assessments.rules import AppealState, Judge
from portal.campaigns.rules import SampleResult
from portal.foundation.choices import Choice
from portal.issues.papers import LinkKind

TABLES = {
    "ab_user": "账号",
    "ab_role": "角色",
    "assessment_appeal": "考核申诉",
    "assessment_judgement": "考核评分",
    "assessment_signature": "考核签字",
    "calendar_day": "工作日历",
    "contact_code": "居民联系码",
    "import_run": "批量导入",
    "issue_extension": "延期申请",
    "issue_file": "诉求附件",
    "issue_handover": "外部平台交接",
    "issue_link": "诉求关联",
    "plan_draft": "方案草稿",
    "plan_version": "实施方案",
    "print_batch": "印刷批次",
    "rate": "统计指标",
    "request": "页面",
    "sample_item": "抽查核实",
    "table": "统计表",
    "visit_absence": "不在家登记",
    "visitor_area": "走访人安排",
}
"""Tables without a screen, and the subjects of deeds that are no table."""

COLUMNS = {
    "ab_role": {"permissions": "权限", "user": "账号", "groups": "账号组"},
    "ab_user": {"groups": "账号组", "password": "密码", "email": "电子邮箱"},
    "assessment": {"opened_by": "开展人", "reply": "本人意见", "load": "任务量", "frozen": "定稿内容"},
    "assessment_appeal": {
        "assessment": "考核", "indicator": "考核指标", "reason": "申诉理由", "raised_at": "申诉时间", "raised_by": "申诉人", "state": "状态",
        "answer": "答复", "answered_at": "答复时间", "answered_by": "答复人",
    },
    "assessment_judgement": {
        "row": "得分项", "judge": "评分人", "method": "考评方式", "score": "评分", "people": "人数", "note": "说明", "given_at": "评分时间",
        "given_by": "录入人", "user_id": "账号编号",
    },
    "assessment_score": {"raw": "调整前得分", "evidence": "依据"},
    "assessment_signature": {
        "assessment": "考核", "position": "签字顺序", "post": "签字身份", "name": "签字人", "note": "意见", "signed_at": "签字时间",
        "signed_by": "操作人",
    },
    "calendar_day": {"day": "日期", "works": "上班", "name": "名称"},
    "campaign": {"key": "方案中的活动"},
    "delivery": {"batch_id": "印刷批次编号"},
    "duty_failure": {"key": "方案中的规定", "succeeded": "已完成"},
    "issue": {
        "uid": "离线编号", "holder": "办理层级", "visit_id": "走访编号", "solved_on_the_spot": "当场解决", "due_at": "办结时限", "paused_at": "暂停时间",
        "paused_from": "暂停前状态", "paused_until": "暂停至", "urged_at": "督办时间", "revisited_at": "回访时间", "merged_into": "并入的诉求",
    },
    "issue_extension": {
        "issue": "诉求", "days": "延长工作日数", "reason": "理由", "asked_at": "申请时间", "asked_by": "申请人", "asked_by_id": "申请账号编号",
        "granted": "同意", "decided_at": "审批时间", "decided_by": "审批人", "note": "审批意见",
    },
    "issue_file": {
        "issue": "诉求", "event_id": "办理步骤编号", "name": "文件名", "media": "文件类型", "size": "字节数", "sha256": "文件校验值", "stored": "存放位置",
        "uploaded_at": "上传时间", "uploaded_by": "上传人",
    },
    "issue_link": {"issue": "诉求", "other": "另一件诉求", "kind": "关系", "made_at": "关联时间", "made_by": "关联人"},
    "member": {"user": "账号"},
    "plan_draft": {
        "title": "名称", "content": "内容", "base": "底稿", "revision": "保存次数", "created_at": "建立时间", "updated_at": "保存时间",
        "updated_by": "保存人",
    },
    "proposal": {"key": "方案中的规定", "failure_id": "重点任务记录编号", "amount_cents": "金额（分）", "basis": "依据", "decided_by": "决定人"},
    "sample": {"key": "方案中的抽查", "newest": "最新一条的编号"},
    "sample_item": {
        "sample": "抽查", "position": "序号", "visit_id": "走访编号", "member_id": "网格员编号", "issue_id": "诉求编号", "result": "核实结果",
        "note": "说明", "checked_at": "核实时间", "checked_by": "核实人",
    },
    "visit": {"uid": "离线编号", "checklist": "走访清单", "answers": "清单内容", "recorded_by": "录入账号编号"},
    "visit_absence": {
        "visit": "走访", "phone": "联系电话", "since": "外出时间", "address": "现住地址", "occupation": "职业", "until": "预计返回",
        "contact": "联系人",
    },
    "visitor_area": {"campaign": "走访活动", "object": "走访对象", "grid": "网格", "member": "走访人"},
    "wording": {"author_id": "编写账号编号"},
}  # fmt: skip
"""Columns that no screen lists."""

CHOICES: dict[str, dict[str, type[Choice]]] = {
    "assessment_appeal": {"state": AppealState},
    "assessment_judgement": {"judge": Judge},
    "issue_link": {"kind": LinkKind},
    "sample_item": {"result": SampleResult},
}
"""Columns of keys that no screen lists."""
