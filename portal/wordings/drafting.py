"""Use cases of wordings: draft, save, submit, decide. They take a session, flush, and never commit.

Two people stand behind every approved text: whoever changed it last may not approve it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal, refuse
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.security.scope import account_of
from portal.wordings.content import plain, section_of, starter, unknown_places
from portal.wordings.designs import fitting_designs, lacking_sentence
from portal.wordings.models import Wording
from portal.wordings.rules import EDITABLE, OPEN, WordingKind, WordingState
from portal.wordings.services import paper_texts, wording_for

TWO_PEOPLE = "编写和审批应是两个人：您最后改过这份文字，请由领导或另一位中心管理员审批"
OTHER_TEXT = "您打开这一页以后，这份文字又改过了，请看过现在的文字再审批"
GONE = "这份文字刚刚被别人删除了"
_grid, _wording = Grid.__table__, Wording.__table__


def begin(session: Session, grid_id: int, kind: str, by: str) -> Wording:
    """The open version of a kind for a grid; a new draft of what is in force there when none is open. Raises `OutOfScope`, and
    `Refusal` for a grid that has no texts of its own."""
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise OutOfScope("所选网格不存在，或不在您的管辖范围内")
    if grid.status != GridStatus.ACTIVE or (grid.level.visits and grid.parent_id is not None):
        raise Refusal("印刷文字按镇、村（社区）编写，请选镇或村（社区）", "grid")
    # of two who begin at once the second waits here, and finds the draft of the first
    session.execute(select(_grid.c.id).where(_grid.c.id == grid_id).with_for_update(key_share=True))
    versions = session.scalars(select(Wording).where(Wording.grid_id == grid_id, Wording.kind == kind)).all()
    found = next((one for one in versions if one.state in OPEN), None)
    if found is not None:
        return found
    number = max((one.version for one in versions), default=0) + 1
    wording = Wording(
        kind=kind, grid_id=grid_id, version=number, design=_design(session, grid_id, kind),
        content=_content(session, grid, kind), state=WordingState.DRAFT, created_at=now(), created_by=by,
        author_id=account_of(session),
    )  # fmt: skip
    session.add(wording)
    session.flush()
    return wording


def save(
    session: Session,
    wording: Wording,
    content: dict[str, Any],
    design: str,
    note: str | None,
    *,
    revision: int,
    by: str,
) -> None:
    """Write a new state of a draft. Raises `Refusal` naming the field, and when somebody saved it meanwhile."""
    _hold(session, wording)
    _require_own(session, wording)
    if wording.state not in EDITABLE:
        raise Refusal(f"这一版{WordingState.label_of(wording.state)}，不能再改")
    if wording.revision != revision:
        raise Refusal(f"{wording.created_by}刚刚保存了另一个版本，请先看他改了什么，再改一次")
    kind = WordingKind(wording.kind)
    section = section_of(kind, content)
    refuse(*unknown_places(kind, section), _design_problem(kind, design))
    wording.content, wording.design, wording.note = plain(section), design, note
    wording.revision, wording.created_by, wording.author_id = revision + 1, by, account_of(session)
    session.flush()


def submit(session: Session, wording: Wording) -> None:
    """Hand a draft in for approval. Raises `Refusal` for characters that its faces lack."""
    _take_turn(session, wording, EDITABLE)
    problem = lacking_sentence(wording.design, section_of(wording.kind, wording.content))
    if problem:
        raise Refusal(problem)
    _turn(session, wording, WordingState.SUBMITTED, submitted_at=now())


def recall(session: Session, wording: Wording) -> None:
    """Take a submitted version back to change it."""
    _take_turn(session, wording, (WordingState.SUBMITTED,))
    _turn(session, wording, WordingState.DRAFT, submitted_at=None)


def approve(session: Session, wording: Wording, by: str, said: str | None = None, *, revision: int) -> None:
    """Put a submitted version in force as it was read (`revision`); what was in force at the same grid retires. Raises `Refusal`
    for who wrote it, and when it was changed since it was read."""
    _take_decision(session, wording, revision)
    if is_author(session, wording, by):
        raise Refusal(TWO_PEOPLE)
    _turn(session, wording, WordingState.APPROVED, **_decision(by, said))
    older = select(Wording).where(
        Wording.grid_id == wording.grid_id, Wording.kind == wording.kind, Wording.id != wording.id,
        Wording.state == WordingState.APPROVED,
    )  # fmt: skip
    for one in session.scalars(older):
        one.state = WordingState.RETIRED
    session.flush()


def send_back(session: Session, wording: Wording, by: str, said: str, *, revision: int) -> None:
    """Return a submitted version, as it was read (`revision`), with what is to be changed."""
    _take_decision(session, wording, revision)
    if is_author(session, wording, by):
        raise Refusal("这份文字是您最后改的，要再改请用“撤回修改”")
    if not said.strip():
        raise Refusal("请写明退回的原因", "said")
    _turn(session, wording, WordingState.RETURNED, **_decision(by, said.strip()))


def is_author(session: Session, wording: Wording, by: str) -> bool:
    """Whether who is signed in, of this name, changed it last: by the account, by the name where one of the two has none."""
    account = account_of(session)
    if account is None or wording.author_id is None:
        return wording.created_by == by
    return wording.author_id == account


def discard(session: Session, wording: Wording) -> None:
    """Throw a version away that is not handed in."""
    _hold(session, wording)
    _require_own(session, wording)
    if wording.state not in EDITABLE:
        raise Refusal("只有草稿和退回的文字可以删除")
    session.delete(wording)
    session.flush()


def version_before(session: Session, wording: Wording) -> Wording | None:
    """The version of the same grid and kind that was written before."""
    earlier = select(Wording).where(
        Wording.grid_id == wording.grid_id, Wording.kind == wording.kind, Wording.version < wording.version
    )
    return session.scalars(earlier.order_by(Wording.version.desc()).limit(1)).first()


def content_in_force(session: Session, grid: Grid, kind: str) -> dict[str, Any] | None:
    """The text of a kind that stands at a grid now, as plain data; None where there is none."""
    section = getattr(paper_texts(session).of(codes_up(session, grid)), kind)
    return plain(section) if section is not None else None


def codes_up(session: Session, grid: Grid) -> list[str]:
    """The codes of a grid and of those above it, itself first."""
    chain = [int(step) for step in grid.path.strip("/").split("/")]
    statement = select(Grid.id, Grid.code).where(Grid.id.in_(chain))
    codes: dict[int, str] = dict(session.execute(statement, execution_options={"unscoped": True}).all())
    return [codes[step] for step in reversed(chain)]


def _content(session: Session, grid: Grid, kind: str) -> dict[str, Any]:
    return content_in_force(session, grid, kind) or starter(kind)


def _design(session: Session, grid_id: int, kind: str) -> str:
    standing = wording_for(session, grid_id, kind)
    offered = fitting_designs(kind)
    return standing.design if standing is not None else next(iter(offered), kind)


def _design_problem(kind: WordingKind, design: str) -> tuple[str, str] | None:
    return None if design in fitting_designs(kind) else ("没有这种样式，请重新选择", "design")


def _decision(by: str, said: str | None) -> dict[str, Any]:
    return {"decided_at": now(), "decided_by": by, "decision": said or None}


def _take_decision(session: Session, wording: Wording, revision: int) -> None:
    _take_turn(session, wording, (WordingState.SUBMITTED,))
    if wording.revision != revision:
        raise Refusal(OTHER_TEXT)


def _take_turn(session: Session, wording: Wording, before: tuple[WordingState, ...]) -> None:
    """Hold it where it stands in one of these states; of two people at once the second reads what the first left."""
    _hold(session, wording)
    if wording.state not in before:
        raise Refusal(f"这一版现在是“{WordingState.label_of(wording.state)}”，不能这样处理")
    _require_own(session, wording)


def _hold(session: Session, wording: Wording) -> None:
    """Until the end of the transaction nobody else changes it."""
    if session.scalar(select(_wording.c.id).where(_wording.c.id == wording.id).with_for_update()) is None:
        raise Refusal(GONE)
    session.refresh(wording)


def _turn(session: Session, wording: Wording, after: WordingState, **values: Any) -> None:
    for name, value in {"state": after, "revision": wording.revision + 1, **values}.items():
        setattr(wording, name, value)
    session.flush()


def _require_own(session: Session, wording: Wording) -> None:
    """A text from above is seen from below, and not changed there."""
    if session.scalar(select(Grid.id).where(Grid.id == wording.grid_id)) is None:
        raise OutOfScope("这份印刷文字属于上级，只能查看")
