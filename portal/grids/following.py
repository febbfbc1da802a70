"""What the tables of grids do when a profile comes into force: levels, kinds of grid, fields of a town's own."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.grids.fitting import misfits
from portal.grids.models import Grid, GridLevel
from portal.plans.extras import ExtraFollower
from portal.plans.following import SHOWN, Follower, Obstacle, Row
from portal.plans.keys import KeysFollower, torn
from portal.plans.rows import put, set_aside
from portal.plans.shifts import Entry, Shift, shift
from portal.plans.uses import Use
from seeds.schema import Profile

_grid = Grid.__table__
_level = GridLevel.__table__


class LevelFollower:
    """Levels are known by their key, or by the one they had. They may change their name and place freely, and come and go while no
    grid stands on them."""

    tables = ("grid", "grid_level")

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """What is added, renamed, moved and deleted."""
        rows, chosen, counts = _rows(session), self._chosen(session, old, new), _grids_on(session)
        added = [each.short for each in new.levels if each.key not in chosen]
        found = [f"新增层级：{'、'.join(added)}"] if added else []
        for level in new.levels:
            row = chosen.get(level.key)
            if row is not None and row.name != level.short:
                found.append(f"层级“{row.name}”改名为“{level.short}”")
            if row is not None and row.key != level.key:
                found.append(
                    f"层级“{level.short}”的代号由 {row.key} 改为 {level.key}，{counts.get(row.id, 0)} 个网格仍在这一级"
                )
            if row is not None and row.rank != level.rank:
                found.append(f"层级“{level.short}”由第 {row.rank} 级改为第 {level.rank} 级")
            if row is not None and level.visits and not row.visits:
                found.append(f"住户的归属和走访改在“{level.short}”一级")
        counts, gone = _grids_on(session), _removed(old, new)
        return found + [
            f"删除没有网格的层级“{name}”" for key, name in gone.items() if key in rows and not counts.get(rows[key].id)
        ]

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Households that live on a level which is no longer visited."""
        before = next((each for each in old.levels if each.visits), None) if old else None
        if before is None or _moved(old, new).renamed.get(before.key, before.key) == new.visiting_level.key:
            return []
        sentence = f"住户现在归属“{before.short}”一级，新方案改在“{new.visiting_level.short}”一级走访"
        return [Obstacle(sentence, remedy="请在应用后建立这一级的网格，再把住户调整过去")]

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Grids on levels that go, places in the order that the town's own levels hold, and grids that would lie upside down."""
        counts, rows, found = _grids_on(session), _rows(session), []
        for key, name in _removed(old, new).items():
            if key in rows and counts.get(rows[key].id):
                sentence = f"新方案不再有层级“{name}”，但还有 {counts[rows[key].id]} 个网格在这一级"
                found.append(_standing(session, sentence, rows[key].id, counts[rows[key].id]))
        found += torn("层级", _moved(old, new).torn)
        return found + self._taken(session, old, new) + _upside_down(session, self._ranks(session, old, new))

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Delete, move, rename and add levels."""
        rows, chosen = _rows(session), self._chosen(session, old, new)
        for key in _removed(old, new):
            if key in rows:
                session.delete(rows[key])
        session.flush()
        moving = [row for level in new.levels if (row := chosen.get(level.key)) and row.rank != level.rank]
        for place, row in enumerate(moving):
            row.rank = 1000 + place  # out of the way first: two levels never share a rank
        session.flush()
        set_aside(session, [
            (row, {"key": level.key, "name": level.short}) for level in new.levels if (row := chosen.get(level.key)) is not None
        ], {"key": {each.key for each in new.levels}, "name": {each.short for each in new.levels}})  # fmt: skip
        for level in new.levels:
            values = {"key": level.key, "rank": level.rank, "name": level.short, "visits": level.visits}
            put(session, chosen.get(level.key) or GridLevel(), values)
        session.flush()

    def _chosen(self, session: Session, old: Profile | None, new: Profile) -> dict[str, GridLevel]:
        rows, moved = _rows(session), _moved(old, new).renamed
        back = {after: before for before, after in moved.items()}
        known = {level.key for level in new.levels} | set(moved)
        named = {row.name: row for key, row in rows.items() if key not in known}
        found = {
            level.key: (None if level.key in moved else rows.get(level.key))
            or rows.get(back.get(level.key, ""))
            or named.get(level.short)
            for level in new.levels
        }
        return {key: row for key, row in found.items() if row is not None}

    def _ranks(self, session: Session, old: Profile | None, new: Profile) -> dict[int, int]:
        """Id of a level that is kept -> its new rank."""
        gone, chosen = _removed(old, new), self._chosen(session, old, new)
        ranks = {row.id: row.rank for key, row in _rows(session).items() if key not in gone}
        return ranks | {chosen[each.key].id: each.rank for each in new.levels if each.key in chosen}

    def _taken(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Levels of the town's own that stand where the profile wants to put one of its own."""
        chosen = {row.id for row in self._chosen(session, old, new).values()}
        gone, counts = _removed(old, new), _grids_on(session)
        ranks, names = {each.rank: each for each in new.levels}, {each.short: each for each in new.levels}
        own = [row for key, row in _rows(session).items() if row.id not in chosen and key not in gone]
        found = []
        for row in own:
            wanted = ranks.get(row.rank) or names.get(row.name)
            if wanted:
                sentence = f"自设层级“{row.name}”（第 {row.rank} 级）与新方案的层级“{wanted.short}”冲突"
                found.append(_standing(session, sentence, row.id, counts.get(row.id, 0)))
        return found


def _rows(session: Session) -> dict[str, GridLevel]:
    return {row.key: row for row in session.scalars(select(GridLevel))}


def _removed(old: Profile | None, new: Profile) -> dict[str, str]:
    kept = {level.short for level in new.levels}
    return {key: name for key, name in _moved(old, new).removed.items() if name not in kept}


def _moved(old: Profile | None, new: Profile) -> Shift:
    return shift(_levels(old) if old else (), _levels(new))


def _levels(profile: Profile) -> list[Entry]:
    return [Entry(level.key, level.short, level.was) for level in profile.levels]


def _grids_on(session: Session) -> dict[int, int]:
    counted = session.execute(select(_grid.c.level_id, func.count()).group_by(_grid.c.level_id))
    return {int(level): int(count) for level, count in counted}


def _standing(session: Session, sentence: str, level_id: int, total: int) -> Obstacle:
    statement = select(_grid.c.id, _grid.c.full_name).where(_grid.c.level_id == level_id).order_by(_grid.c.code)
    rows = tuple(Row(name, "GridView", identity) for identity, name in session.execute(statement.limit(SHOWN)))
    return Obstacle(sentence, rows, total, "请先把这些网格改到其他层级，或在新方案里保留这一级")


def _upside_down(session: Session, ranks: dict[int, int]) -> list[Obstacle]:
    """Grids whose level would no longer lie below that of the grid above them."""
    above = aliased(_grid)
    pairs = select(_grid.c.level_id, above.c.level_id).join(above, above.c.id == _grid.c.parent_id).distinct()
    found = []
    for lower, upper in session.execute(pairs).all():
        if lower in ranks and upper in ranks and ranks[lower] <= ranks[upper]:
            below = select(_grid.c.id, _grid.c.full_name).join(above, above.c.id == _grid.c.parent_id)
            rows = session.execute(below.where(_grid.c.level_id == lower, above.c.level_id == upper)).all()
            shown = tuple(Row(name, "GridView", identity) for identity, name in rows[:SHOWN])
            found.append(Obstacle("按新方案的层级次序，这些网格不再低于它们的上级网格", shown, len(rows)))
    return found


class FitFollower:
    """Grids that fit the plan before and no longer do; they may stay as they are."""

    tables = ("grid",)

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """None: codes and sizes are not touched."""
        return []

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Codes and sizes outside the new rules that were inside the old ones."""
        if old is not None and (old.code_scheme, old.levels, old.grid_kinds) == (
            new.code_scheme,
            new.levels,
            new.grid_kinds,
        ):
            return []
        before = {(each.what, each.id) for each in misfits(session, old)} if old else set()
        fresh = [each for each in misfits(session, new) if (each.what, each.id) not in before]
        kinds = (
            ("code", "个网格的编码不符合新方案的编码规则", "可以照旧使用，今后新增的网格按新规则编码"),
            ("size", "个网格的规模不在新方案规定的范围内", "可以照旧使用，是否调整由综治中心决定"),
        )
        found = []
        for what, words, remedy in kinds:
            rows = [Row(f"{each.grid}（{each.figure}）", "GridView", each.id) for each in fresh if each.what == what]
            found += [Obstacle(f"有 {len(rows)} {words}", tuple(rows[:SHOWN]), len(rows), remedy)] if rows else []
        return found

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None."""
        return []

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Nothing."""


def _kinds(profile: Profile) -> list[Entry]:
    return [Entry(each.key, each.name, each.was) for each in profile.grid_kinds]


KINDS = KeysFollower("网格类别", _kinds, Use("个网格", _grid.c.kind, _grid, "GridView", _grid.c.id, _grid.c.full_name))


def followers() -> tuple[Follower, ...]:
    """In the order in which they follow."""
    return LevelFollower(), KINDS, FitFollower(), ExtraFollower("grid", "个网格", "GridView", _grid, _grid.c.full_name)
