"""Drafts: copied from a profile, a version or a file, saved without overwriting each other, and applied. They flush and never commit."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.plans.current import version_in_force
from portal.plans.finding import finder
from portal.plans.models import PlanDraft
from portal.plans.services import apply_profile
from seeds.loading import parse_profile
from seeds.positions import YamlError, read_document
from seeds.problems import Problem, ProfileError
from seeds.schema import Profile

LARGEST = 1_000_000
"""Characters of a profile, as for files."""
_NAMELESS = "未命名的方案"


class Gone(Refusal):
    """A draft that is no longer there."""

    status = 404


def drafts(session: Session) -> list[PlanDraft]:
    """All drafts, the one saved last first."""
    return list(session.scalars(select(PlanDraft).order_by(PlanDraft.updated_at.desc(), PlanDraft.id.desc())))


def begin_draft(session: Session, content: str, title: str = "") -> PlanDraft:
    """Keep a text to work on, sound or not. Raises `Refusal` when it is empty or too long."""
    content = _checked(content)
    base, moment = version_in_force(session), now()
    draft = PlanDraft(
        title=title_of(content) or title.strip()[:120] or _NAMELESS, content=content, base_id=base.id if base else None, created_at=moment,
        updated_at=moment, updated_by=actor_now()[1],
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def draft_numbered(session: Session, number: str) -> PlanDraft:
    """The draft with that id. Raises `Refusal` when it is gone."""
    found = session.get(PlanDraft, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise Gone("没有这份草稿：可能已经应用，或被别人删除")
    return found


def save_draft(session: Session, draft: PlanDraft, content: str, revision: int) -> None:
    """Write a new text. `revision`: the one that was edited; raises `Refusal` when somebody else has saved since."""
    _lock(session, draft, revision)
    content = _checked(content)
    if content == draft.content:
        return
    draft.content, draft.title = content, title_of(content) or draft.title
    draft.revision, draft.updated_at, draft.updated_by = draft.revision + 1, now(), actor_now()[1]
    session.flush()


def apply_draft(session: Session, draft: PlanDraft, base: int | None, revision: int) -> Profile:
    """Bring a draft into force and forget it. `base`, `revision`: what was looked at; see `services.apply_profile`."""
    _lock(session, draft, revision)
    profile = apply_profile(session, draft.content, source_path(draft), base)
    session.delete(draft)
    session.flush()
    return profile


def problems_of(session: Session, content: str, path: Path) -> list[Problem]:
    """All that is wrong with a text, in order of lines; empty when it is a sound profile."""
    try:
        parse_profile(content, path, finder(session))
    except ProfileError as error:
        return list(error.problems)
    return []


def source_path(draft: PlanDraft) -> Path:
    """What a draft is called in messages."""
    return Path(f"草稿{draft.id}.yaml")


def title_of(content: str) -> str:
    """What a text calls itself, as far as it can be read."""
    try:
        data = read_document(content, "").data
    except YamlError:
        return ""
    meta = data.get("meta") if isinstance(data, dict) else None
    title = meta.get("title") if isinstance(meta, dict) else None
    return title.strip()[:120] if isinstance(title, str) else ""


def _checked(content: str) -> str:
    content = content.replace("\r\n", "\n").removeprefix("\ufeff")
    if not content.strip():
        raise Refusal("方案内容是空的", "content")
    if "\x00" in content:
        raise Refusal("方案内容里有不是文字的字符，不像是方案", "content")
    if len(content) > LARGEST:
        raise Refusal("方案内容超过 1 MB，不像是方案", "content")
    return content if content.endswith("\n") else content + "\n"


def _lock(session: Session, draft: PlanDraft, revision: int) -> None:
    session.refresh(draft, with_for_update=True)
    if draft.revision != revision:
        raise Refusal(
            f"{draft.updated_by or '别人'}在 {draft.updated_at:%m-%d %H:%M} 已保存过这份草稿。您的改动没有保存，"
            "请复制下来，刷新页面后再改"
        )
