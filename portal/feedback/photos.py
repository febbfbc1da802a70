"""Photos that residents send: few, small, without place and time of the camera, kept with the issue like other files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from portal.feedback.rules import MOST_PHOTOS, PHOTO_BYTES, PHOTO_WITHIN
from portal.feedback.telling import RESIDENT
from portal.foundation.audit import acting_as
from portal.foundation.errors import Refusal
from portal.foundation.pictures import kept_picture
from portal.issues.files import Upload, attach
from portal.issues.models import Issue


def prepared(sent: Iterable[bytes]) -> list[Upload]:
    """The pictures as they are kept; empty fields are left out. Raises `Refusal` on `photos`."""
    given = [data for data in sent if data]
    if len(given) > MOST_PHOTOS:
        raise Refusal(f"照片最多 {MOST_PHOTOS} 张", "photos")
    kept = [kept_picture(data, PHOTO_BYTES, PHOTO_WITHIN, "photos") for data in given]
    return [Upload(f"照片{number}.jpg", "image/jpeg", picture) for number, picture in enumerate(kept, 1)]


def keep(session: Session, issue: Issue, pictures: Sequence[Upload]) -> None:
    """Put the pictures with the issue, at the row of history of its registration."""
    with acting_as(RESIDENT):
        attach(session, issue, issue.history[0] if issue.history else None, pictures)
