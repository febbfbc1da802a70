"""How screens and resources follow the profile in force: each has a face for every version, and a request sees one face.

FAB builds columns, forms and schemas once, on an object that all threads share. Here that object stays as it was built; what a
version adds is made when first needed, kept by version and never changed, and read in place of the attribute of that name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from portal.web.custom import Custom, custom_of

Face = dict[str, Any]
"""Attribute -> what it is under one version of the profile."""
_MOST = 24


class Following:
    """First among the bases of every screen and resource. They say which attributes follow (`FOLLOWS`) and how (`face_of`)."""

    FOLLOWS: frozenset[str] = frozenset()

    def face_of(self, custom: Custom, base: Callable[[str], Any]) -> Face:
        """The attributes under this version; `base(name)` is what was built at start."""
        raise NotImplementedError

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__
        if name in own(self, "FOLLOWS"):
            face = own(self, "_face")()
            if name in face:
                return face[name]
        return own(self, name)

    def _face(self) -> Face:
        base = partial(object.__getattribute__, self)
        custom = custom_of(base("datamodel").obj)
        if not custom.fields:
            return {}
        faces: dict[str, Face] = base("__dict__").setdefault("faces", {})
        face = faces.get(custom.version)
        if face is None:
            face = self.face_of(custom, base)
            for old in list(faces)[: 1 - _MOST]:
                faces.pop(old, None)
            faces[custom.version] = face
        return face
