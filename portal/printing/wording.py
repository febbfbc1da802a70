"""What the profile in force says on paper."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.current import profile_in_force
from seeds.problems import ProfileError
from seeds.schema import Profile


def profile_to_print(session: Session) -> Profile:
    """The profile in force, for its texts. Raises `Refusal` when there is none or it no longer reads."""
    try:
        return profile_in_force(session)
    except ProfileError as error:
        raise Refusal("现用的方案有错误,不能用来印刷。请先改正并重新应用方案") from error
