"""Fields of a town's own on a record: values in one JSON column, read and written as attributes `x_<key>`.

What the fields are is said by the profile (`portal.plans.custom`); this module only keeps values.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from seeds.sections.fields import is_empty

PREFIX = "x_"


class WithExtra:
    """Adds the column `extra`: {field key: plain JSON value}, without empty values. Every change replaces the dictionary, so that
    SQLAlchemy sees it."""

    extra: Mapped[dict[str, Any]] = mapped_column(
        JSON().with_variant(JSONB(), "postgresql"), default=dict, server_default="{}"
    )

    def __getattr__(self, name: str) -> Any:
        if name.startswith(PREFIX):
            return (self.extra or {}).get(name.removeprefix(PREFIX))
        raise AttributeError(f"{type(self).__name__} has no {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith(PREFIX):
            super().__setattr__(name, value)
            return
        key = name.removeprefix(PREFIX)
        kept = {each: stored for each, stored in (self.extra or {}).items() if each != key}
        self.extra = kept if is_empty(value) else {**kept, key: value}
