"""The form field for a member's photo."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, ValidationError

from portal.foundation.errors import Refusal
from portal.members.photos import MAX_BYTES, read_photo


class PhotoField(FileField):
    """A JPEG or PNG; an empty field keeps the photo there is."""

    photo: bytes | None = None

    def pre_validate(self, form: Any) -> None:
        """Read and shrink the picture; a bad one is a message on this field."""
        if not getattr(self.data, "filename", None):
            return
        try:
            self.photo = read_photo(self.data.stream.read(MAX_BYTES + 1))
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set a new photo."""
        if self.photo:
            setattr(obj, name, self.photo)
