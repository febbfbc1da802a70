"""What the printing tests share: the plan in force, and what stands on the pages of a PDF."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.plans.models import PlanVersion
from seeds.loading import available_profiles


def apply_plan(session: Session) -> None:
    """Put the first profile in force as it is."""
    text = available_profiles()["longcheng"].read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    session.add(
        PlanVersion(
            key="longcheng", number=1, title="龙城镇", content=text, resolved=text, digest=digest, applied_at=now()
        )
    )
    session.flush()


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page, without white space, as pdftotext reads it."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return ["".join(page.split()) for page in text.split("\f")[:-1]]
