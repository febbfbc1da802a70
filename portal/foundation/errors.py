"""Errors meant for a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Refusal(Exception):
    """The portal will not do this; the text says in Chinese what and why. Shown as it is, never logged as a fault."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refusals(Refusal):
    """Several refusals at once, each on its field; as one refusal it reads as all of them and stands on the first field."""

    def __init__(self, problems: Sequence[Refusal]) -> None:
        super().__init__("；".join(each.message for each in problems), problems[0].field)
        self.problems = tuple(problems)


def each_of(refusal: Refusal) -> tuple[Refusal, ...]:
    """The refusals that are told together in this one; itself where it is a single one."""
    return refusal.problems if isinstance(refusal, Refusals) else (refusal,)


def refuse(*problems: tuple[str, str | None] | None) -> None:
    """Raise what is wrong, each as (sentence, field); nothing among them counts as right."""
    found = [Refusal(*each) for each in problems if each]
    if found:
        raise Refusals(found) if len(found) > 1 else found[0]


def refuse_all(*checks: Callable[[], object]) -> None:
    """Run every check, and raise what all of them refuse together; what is out of scope is raised at once."""
    found: list[Refusal] = []
    for check in checks:
        try:
            check()
        except OutOfScope:
            raise
        except Refusal as refusal:
            found += each_of(refusal)
    if found:
        raise Refusals(found) if len(found) > 1 else found[0]


class OutOfScope(Refusal):
    """The person may not see or touch this row."""

    status = 403


class Conflict(Refusal):
    """Somebody else was writing at the same moment, and the database gave way to them. Nothing was written; once more will do."""

    status = 409

    def __init__(self) -> None:
        super().__init__("刚才有人同时在改，请再点一次")


class BadParameter(Refusal):
    """A page or API parameter makes no sense."""

    status = 400
