"""Files put with an issue: photos, PDF, Word and Excel, known by what is in them and not by their names.

Photos are drawn anew, upright and without what a camera notes beside the picture (place, device, time). They lie sealed in the
file store; a row tells of each. What was stored for a transaction that does not come through is removed with it.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import IO, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from portal.exchange import files as sealed
from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueFile

MOST = 5
"""Files at one step."""
LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""
LARGEST_SIDE = 2560
"""Pixels; larger photos are made smaller."""
MOST_PIXELS = 80_000_000
OFFERED = "JPG、PNG、WebP 图片，PDF，Word（docx）和 Excel（xlsx）"
_PDF, _DOCX, _XLSX = (
    "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)  # fmt: skip
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", _PDF: ".pdf", _DOCX: ".docx", _XLSX: ".xlsx",
}  # fmt: skip
_MEMBERS = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX}


_FRESH = "issue_files_of_this_transaction"


class Upload(NamedTuple):
    """A file that may be kept."""

    name: str
    media: str
    content: bytes


def checked(given: Sequence[tuple[str, IO[bytes]]]) -> tuple[Upload, ...]:
    """The files of one step, as (name, stream). Raises `Refusal` naming the file that cannot be kept."""
    if len(given) > MOST:
        raise Refusal(f"一次最多添加 {MOST} 个附件", "files")
    return tuple(_checked(name, stream.read(LARGEST + 1)) for name, stream in given)


def _checked(name: str, content: bytes) -> Upload:
    shown = PurePath(name.replace("\\", "/")).name.strip()[:120] or "附件"
    if not content:
        raise Refusal(f"附件“{shown}”是空的", "files")
    if len(content) > LARGEST:
        raise Refusal(f"附件“{shown}”超过 {LARGEST // 1024 // 1024} MB", "files")
    media = _PDF if content.startswith(b"%PDF-") else _office(content, shown)
    if media is None:
        media, content = _picture(content, shown)
    return Upload(str(PurePath(shown).with_suffix(ENDINGS[media])), media, content)


def _office(content: bytes, shown: str) -> str | None:
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refusal(f"附件“{shown}”带有宏，请另存为不带宏的文件", "files")
    return next((media for member, media in _MEMBERS.items() if member in names), None)


def _picture(content: bytes, shown: str) -> tuple[str, bytes]:
    """Media and content of a picture, drawn anew."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_PICTURES)) as found:
            kind = str(found.format)
            if found.width * found.height > MOST_PIXELS:
                raise Refusal(f"图片“{shown}”太大，请缩小后再添加", "files")
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            plain = upright.convert("RGB") if kind == "JPEG" else upright.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal(f"附件“{shown}”不能添加；可以添加 {OFFERED}", "files") from error
    target = io.BytesIO()
    plain.save(target, format=kind, quality=85)
    return _PICTURES[kind], target.getvalue()


def attach(session: Session, issue: Issue, moment: IssueEvent | None, uploads: Sequence[Upload]) -> list[IssueFile]:
    """Keep these files with the issue, at this row of its history; flushes."""
    actor, rows = actor_now()[1], []
    for upload in uploads:
        name = f"issues/{now():%Y%m}/{uuid.uuid4().hex}"
        sealed.keep(name, io.BytesIO(upload.content))
        session.info.setdefault(_FRESH, []).append(name)
        rows.append(IssueFile(
            issue=issue, event_id=moment.id if moment else None, name=upload.name, media=upload.media, size=len(upload.content),
            sha256=hashlib.sha256(upload.content).hexdigest(), stored=name, uploaded_at=now(), uploaded_by=actor,
        ))  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def content_of(file: IssueFile) -> Iterator[bytes]:
    """What was put there, block by block. Raises `FileNotFoundError`."""
    return sealed.plain(file.stored)


def files_of(session: Session, issue: Issue) -> list[IssueFile]:
    """The files of an issue, as they were added."""
    return list(session.scalars(select(IssueFile).where(IssueFile.issue_id == issue.id).order_by(IssueFile.id)))


@event.listens_for(Session, "after_commit")
def _kept(session: Session) -> None:
    """Rows tell of them now."""
    session.info.pop(_FRESH, None)


@event.listens_for(Session, "after_soft_rollback")
def _forgotten(session: Session, previous: SessionTransaction) -> None:
    """No row tells of them. A savepoint alone takes nothing back: what was stored before it may still come through."""
    if previous.nested:
        return
    for name in session.info.pop(_FRESH, ()):
        sealed.store().remove(name)
