"""Members as a sheet names them: by name, and by phone where several bear the same."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.members.models import Member


class MemberNames:
    """The visible members."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, list[tuple[int, str | None]]] = {}
        self._names: dict[int, tuple[str, str | None]] = {}
        for identity, name, phone in session.execute(select(Member.id, Member.name, Member.phone).order_by(Member.id)):
            self._by_name.setdefault(name, []).append((identity, phone))
            self._names[identity] = (name, phone)

    def find(self, name: str | None, phone: str | None = None) -> tuple[int | None, str | None]:
        """(id, what is wrong): of several with the name the one with the phone."""
        if not name:
            return None, None
        alike = self._by_name.get(name, [])
        meant = [identity for identity, number in alike if phone is None or number in (None, phone)] or [
            one for one, _ in alike
        ]
        if not alike:
            return None, f"没有名叫“{name}”的网格员，或不在您的管辖范围内"
        if len(meant) > 1:
            return None, f"有 {len(meant)} 名网格员叫“{name}”，请填网格员电话"
        return meant[0], None

    def name(self, member_id: int | None) -> tuple[str | None, str | None]:
        """Name and phone; nothing for nobody, or for somebody out of sight."""
        return self._names.get(member_id or 0, (None, None))
