"""Photos that residents send: few, small, without place and time of the camera, kept with the issue."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from typing import IO

from sqlalchemy.orm import Session

from portal.feedback.rules import MOST_PHOTOS, PHOTO_BYTES, PHOTO_WITHIN
from portal.feedback.telling import RESIDENT
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.foundation.pictures import kept_picture
from portal.issues.models import Issue
from portal.issues.papers import IssueFile
from portal.jobs.store import Store


def prepared(sent: Iterable[bytes]) -> list[bytes]:
    """The pictures as they are kept; empty fields are left out. Raises `Refusal` on `photos`."""
    given = [data for data in sent if data]
    if len(given) > MOST_PHOTOS:
        raise Refusal(f"照片最多 {MOST_PHOTOS} 张", "photos")
    return [kept_picture(data, PHOTO_BYTES, PHOTO_WITHIN, "photos") for data in given]


def keep(session: Session, store: Store, issue: Issue, pictures: Sequence[bytes]) -> list[str]:
    """Store the pictures with the issue; the names under which they lie, for the caller to remove when nothing comes of it."""
    stored: list[str] = []
    for number, picture in enumerate(pictures, 1):
        name = f"issues/{issue.id}/{secrets.token_hex(16)}.jpg"
        store.put(name, partial(_write, picture))
        stored.append(name)
        session.add(IssueFile(
            issue=issue, name=f"照片{number}.jpg", media="image/jpeg", size=len(picture), sha256=hashlib.sha256(picture).hexdigest(),
            stored=name, uploaded_at=now(), uploaded_by=RESIDENT,
        ))  # fmt: skip
    session.flush()
    return stored


def _write(content: bytes, file: IO[bytes]) -> None:
    file.write(content)
