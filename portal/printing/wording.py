"""What the profile in force says on paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.models import PlanProfile
from seeds.loading import parse_profile
from seeds.problems import ProfileError
from seeds.sections.texts import PrintedTexts

NO_PLAN = "还没有应用方案,信件和联系卡没有文字可印。请先应用本镇的方案"


def texts_in_force(session: Session) -> PrintedTexts:
    """The printed texts of the profile applied last. Raises `Refusal` when there is none or it no longer reads."""
    latest = select(PlanProfile.key, PlanProfile.content).order_by(PlanProfile.applied_at.desc(), PlanProfile.id.desc())
    row = session.execute(latest.limit(1)).first()
    if row is None:
        raise Refusal(NO_PLAN)
    return _texts(row.key, row.content)


@lru_cache(maxsize=4)
def _texts(key: str, content: str) -> PrintedTexts:
    try:
        return parse_profile(content, Path(f"{key}.yaml")).texts
    except ProfileError as error:
        raise Refusal("现用的方案有错误,不能用来印刷。请先改正并重新应用方案") from error
