"""Who exports or imports: with which scope, and with which verbs. A job acts with the rights its person has when it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from portal.foundation.audit import person_name
from portal.foundation.errors import OutOfScope
from portal.security import roles
from portal.security.people import scope_for
from portal.security.scope import Scope, set_scope

VERB = "can_import"
EXPORT = "can_export"


@dataclass(frozen=True)
class Actor:
    """`scope` and `verbs` are None on the command line, which sees and may do everything."""

    name: str
    user_id: int | None = None
    scope: Scope | None = None
    verbs: frozenset[tuple[str, str]] | None = None
    full: bool = False
    """Whether an export shows identity numbers in full."""

    def may(self, verb: str, screen: str) -> bool:
        """Whether the roles hold this verb of this screen."""
        return self.verbs is None or (verb, screen) in self.verbs

    def bind(self, session: Session) -> None:
        """Let the session see what the actor sees."""
        set_scope(session, self.scope)


COMMAND_LINE = Actor("命令行")


def actor_for(session: Session, user_id: int, scope: Scope | None = None) -> Actor:
    """The actor behind an account today; `scope`: theirs, where it is known already. Raises `OutOfScope` when the account is closed or gone."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise OutOfScope("上传这个文件的账号已停用，不能继续")
    held = [roles.BY_NAME[role.name] for role in user.roles if role.name in roles.BY_NAME]
    verbs = frozenset((verb, screen) for role in held for screen, own in role.screens.items() for verb in own)
    return Actor(person_name(user), user.id, scope or scope_for(session, user.id), verbs)


def may_export(actor: Actor, screens: Iterable[str]) -> bool:
    """Whether the actor may take away what stands on all of these screens."""
    return all(actor.may(EXPORT, screen) for screen in screens)


def must_import(actor: Actor, screen: str) -> None:
    """Raise `OutOfScope` when the actor may not import what stands on this screen."""
    if not actor.may(VERB, screen):
        raise OutOfScope("您没有导入这张表的权限")
