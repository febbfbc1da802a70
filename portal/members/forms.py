"""Form fields of members and their assignments: the photo, and the post in a grid."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, SelectField, ValidationError

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.members.photos import MAX_BYTES, read_photo
from portal.members.posts import posts_of
from portal.members.rules import Duty
from portal.web.plain_fields import SelectWidget


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


class DutyField(SelectField):
    """What a member does, in a portal without a plan; where it is not asked it is left as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("职责", choices=Duty.options(), default=Duty.MEMBER.value, widget=SelectWidget(), **kwargs)

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set what was sent."""
        if self.raw_data:
            setattr(obj, name, self.data)


class PostField(SelectField):
    """A role of the plan: those that fit the chosen grid, or all with their levels while no grid is chosen."""

    def __init__(self, _form: Any = None, **kwargs: Any) -> None:
        self.form = _form
        super().__init__(
            "角色", widget=SelectWidget(), choices=lambda: posts_of(db.session()).options(), validate_choice=False,
            coerce=lambda key: str(key) if key else None, _form=_form, **kwargs,
        )  # fmt: skip
        self.flags.required = True

    def iter_choices(self) -> Any:
        """What is offered for the grid that the form names now; a role held already stays an option."""
        grid, posts = self.form.grid.data, posts_of(db.session())
        offered = dict(posts.options())
        if grid is not None:
            offered = {role.key: role.name for role in posts.fitting(grid.level.key, grid.kind)}
        if self.data and self.data not in offered:
            offered[self.data] = posts.label_of(self.data)
        yield ("", "请选择", not self.data, {})
        yield from ((key, label, key == self.data, {}) for key, label in offered.items())

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set what was sent."""
        if self.raw_data:
            setattr(obj, name, self.data)
