"""Badges (工作牌) for those who knock at doors: assigned members, and who visits in a campaign that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitorArea
from portal.campaigns.rules import CampaignState
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid, GridLevel
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.printing.contacts import Place, places
from portal.printing.contexts import photos_of, values_of
from portal.printing.glyphs import lacking, lacking_sentence
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import OUTSIDE, Preview, Problem, grid_above, nothing_left
from portal.printing.rules import PrintKind, short_name
from portal.printing.worded import approved_for, design_for, notes_on, texts_of
from portal.wordings.content import BADGE
from reports.notices import Badge
from seeds.sections.texts import PrintedTexts, fill_placeholders

PER_CHUNK, BADGE_BYTES = 36, 60 * 1024
"""Whole sheets of four and of nine."""
VISITOR = "走访人员"
_UNSCOPED = {"unscoped": True}


class _Post(NamedTuple):
    """Where somebody works, as what, and until when at most."""

    grid_id: int
    post: str
    ends_on: dt.date | None


def preview(session: Session, wish: Wish) -> Preview:
    """Badges for all who work or visit in a grid and below, or for chosen people. Raises `OutOfScope`, and `Refusal` when nobody is
    left."""
    members = _wished(session, wish)
    found = _problems(session, members)
    kept = [one for one in members if not any(each.left_out for each in found.get(one.id, ()))]
    problems = tuple(each for one in members for each in found.get(one.id, ()))
    if not kept:
        raise nothing_left(problems, "这里没有任职或走访的人")
    above = session.get(Grid, wish.grid_id) if wish.grid_id else None
    above = above or grid_above(session, [one.grid.path for one in kept])
    wording = approved_for(session, PrintKind.BADGES, above.id)
    return Preview(
        PrintKind.BADGES, f"{short_name(above.full_name)}{PrintKind.BADGES.label}", above.id, tuple(one.id for one in kept),
        problems, notes_on(wording), wording_id=wording.id if wording else None,
    )  # fmt: skip


def badges(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, Badge]:
    """The badges by member id."""
    day, texts = batch.created_at.date(), texts_of(session, batch)
    members = session.scalars(select(Member).where(Member.id.in_(subjects))).all()
    posts = _posts(session, members, day)
    where = places(session, {each.grid_id for each in posts.values()}, day)
    photos = photos_of(session, subjects)
    return {
        one.id: _badge(
            one, posts[one.id], place := where[posts[one.id].grid_id], texts.of(place.codes), photos.get(one.id)
        )
        for one in members
    }


def _badge(one: Member, post: _Post, place: Place, texts: PrintedTexts, photo: bytes | None) -> Badge:
    said, values, until = texts.badge or BADGE, values_of(place, texts), post.ends_on
    return Badge(
        title=fill_placeholders(said.title, values), town=place.town, unit=_unit(place, values["centre"]), name=one.name, post=post.post,
        number=one.number, note=fill_placeholders(said.note or "", values),
        until=f"{until.year}年{until.month}月{until.day}日" if until else "", photo=photo,
    )  # fmt: skip


def _unit(place: Place, centre: str) -> str:
    """The village and grid; who works for the whole town belongs to its centre."""
    if place.village == place.town:
        return centre
    return place.village if place.grid == place.village else f"{place.village}{place.grid}"


def _wished(session: Session, wish: Wish) -> list[Member]:
    if wish.grid_id is None:
        found = list(session.scalars(select(Member).where(Member.id.in_(wish.rows)).order_by(Member.id)))
        if len(found) != len(set(wish.rows)):
            raise OutOfScope(OUTSIDE)
        return found
    grid = session.get(Grid, wish.grid_id)
    if grid is None:
        raise OutOfScope(OUTSIDE)
    inside = select(Grid.id).where(Grid.path.startswith(grid.path, autoescape=True))
    day = today()
    works = select(Assignment.member_id).where(
        Assignment.grid_id.in_(inside),
        Assignment.starts_on <= day,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
    )
    visits = (
        select(VisitorArea.member_id).join(Campaign, Campaign.id == VisitorArea.campaign_id)
        .where(Campaign.state == CampaignState.OPEN, VisitorArea.grid_id.in_(inside))
    )  # fmt: skip
    wanted = or_(Member.id.in_(works), Member.id.in_(visits))
    return list(session.scalars(select(Member).join(Member.grid).where(wanted).order_by(Grid.code, Member.id)))


def _posts(session: Session, members: Sequence[Member], day: dt.date) -> dict[int, _Post]:
    """The post each badge names: of a campaign that runs, else the one held longest; without any, where the record is kept."""
    ids = [one.id for one in members]
    posts = posts_of(session)
    held = (
        select(
            Assignment.member_id, Assignment.grid_id, Assignment.role, Assignment.duty, Assignment.ends_on, GridLevel.key, Grid.kind
        )
        .join(Assignment.grid).join(Grid.level)
        .where(Assignment.member_id.in_(ids), Assignment.starts_on <= day, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day))
        .order_by(Assignment.starts_on.desc(), Assignment.id.desc())
    )  # fmt: skip
    found = {one.id: _Post(one.grid_id, VISITOR, None) for one in members}
    for member_id, grid_id, role, duty, ends_on, level, kind in session.execute(held, execution_options=_UNSCOPED):
        found[member_id] = _Post(grid_id, posts.called(role, duty, level, kind), ends_on)
    visits = (
        select(VisitorArea.member_id, Campaign.ends_on).join(Campaign, Campaign.id == VisitorArea.campaign_id)
        .where(Campaign.state == CampaignState.OPEN, VisitorArea.member_id.in_(ids))
    )  # fmt: skip
    for member_id, ends_on in session.execute(visits, execution_options=_UNSCOPED):
        found[member_id] = found[member_id]._replace(ends_on=ends_on)
    return found


def _problems(session: Session, members: Sequence[Member]) -> dict[int, list[Problem]]:
    faces = photos_of(session, [one.id for one in members])
    return {one.id: _problems_of(one, one.id in faces) for one in members}


def _problems_of(one: Member, has_photo: bool) -> list[Problem]:
    unprintable = lacking("badge", one.name)
    if unprintable:
        return [Problem(one.name, lacking_sentence(unprintable), left_out=True)]
    return [] if has_photo else [Problem(one.name, "没有照片，留空贴照片")]


BADGES = Kind(design_for("badge"), PER_CHUNK, badges, "member", preview, item_bytes=BADGE_BYTES)
