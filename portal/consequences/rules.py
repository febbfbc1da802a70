"""Kinds and states of proposals: pure values and decisions."""

from __future__ import annotations

from portal.foundation.choices import Choice


class ProposalKind(Choice):
    """What is proposed."""

    GRADE = "grade", "等次后果"
    AWARD = "award", "评优"
    BONUS = "bonus", "奖金"
    MEASURE = "measure", "问责措施"


class ProposalState(Choice):
    """Nothing takes effect before a person has decided."""

    PROPOSED = "proposed", "待决定"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"
