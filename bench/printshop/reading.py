"""What stands on the pages of all finished files."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Flask
from sqlalchemy import select

from portal.jobs.transactions import transaction
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch
from portal.printing.rules import BatchState


def printed_codes(app: Flask) -> Counter[str]:
    """How many pages bear each household's code, over the files of all batches that are ready."""
    with transaction(reading=True) as session:
        ready = select(PrintBatch.output).where(PrintBatch.state == BatchState.READY)
        names = [str(name) for name in session.scalars(ready)]
    counts: Counter[str] = Counter()
    for name in names:
        with NamedTemporaryFile(suffix=".pdf") as file:
            Path(file.name).write_bytes(store_of(app).read(name))
            text = subprocess.run(
                ["pdftotext", "-layout", file.name, "-"], capture_output=True, check=True, text=True
            ).stdout
        for page in text.split("\f")[:-1]:
            counts.update(set(re.findall(r"住户编号\s+(\S+)", page)))
    return counts
