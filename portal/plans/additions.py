"""What the towns of a county add to its profile: which additions there are, and the one profile they make with the county's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.finding import finder
from portal.plans.models import PlanVersion
from seeds.composition import CompositionError, compose
from seeds.loading import Find, dump, parent_of, parse_profile
from seeds.problems import ProfileError
from seeds.schema import Profile


@dataclass(frozen=True)
class Aim:
    """The profile that is to be in force. `area`: code of the town whose additions make the difference, or empty."""

    profile: Profile
    resolved: str
    area: str = ""


def aim_at(session: Session, profile: Profile, content: str, resolved: str) -> Aim:
    """What comes into force when this text is applied: the profile itself, or, where it extends the county's in force from one
    of its towns, the county's with all additions. A new version of the county's keeps the additions of its towns.

    Raises `Refusal` when they do not go together."""
    county = _newest(session)
    below = county is not None and parent_of(content) == county.key != profile.meta.id
    if county is not None and below and profile.place.code != (base := _parsed(county, finder(session))).place.code:
        others = _additions(session, county.key, finder(session))
        return _composed(base, {**others, profile.place.code: profile}, profile.place.code)
    towns = _additions(session, profile.meta.id, lambda _key: (content, Path(f"{profile.meta.id}.yaml")))
    return _composed(profile, towns) if towns else Aim(profile, resolved)


def versions_in_force(session: Session) -> list[PlanVersion]:
    """The version applied last that is nobody's addition, and the newest additions of towns that belong to it."""
    base = _newest(session)
    if base is None:
        return []
    return [base, *_newest_additions(session, base.key).values()]


def _composed(county: Profile, towns: dict[str, Profile], area: str = "") -> Aim:
    try:
        whole = compose(county, list(towns.values()))
    except CompositionError as error:
        raise Refusal("乡镇增补与县级方案合不到一起：\n" + "\n".join(error.problems)) from error
    return Aim(whole, dump(whole), area)


def _newest(session: Session) -> PlanVersion | None:
    """The profile in force without additions: a county's where there are any."""
    own = select(PlanVersion).where(PlanVersion.area == "")
    return session.scalars(own.order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc()).limit(1)).one_or_none()


def _additions(session: Session, key: str, find: Find) -> dict[str, Profile]:
    """Code of the town -> its newest profile, for all that extend this county's; `find` gives the county's."""
    return {area: _parsed(each, find) for area, each in sorted(_newest_additions(session, key).items())}


def _newest_additions(session: Session, key: str) -> dict[str, PlanVersion]:
    """Code of the town -> the version of its additions applied last, for all that extend this county's."""
    added = select(PlanVersion).where(PlanVersion.area != "").order_by(PlanVersion.applied_at, PlanVersion.id)
    return {version.area: version for version in session.scalars(added) if parent_of(version.content) == key}


def _parsed(version: PlanVersion, find: Find) -> Profile:
    try:
        return parse_profile(version.content, Path(f"{version.key}.yaml"), find)
    except ProfileError as error:
        raise Refusal(f"已应用的“{version}”与现在的县级方案合不到一起：\n{error}") from error
