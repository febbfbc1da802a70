"""What starting the portal loads: layout, fonts and maps are left to who needs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config import ROOT

HEAVY = ("weasyprint", "fontTools", "pypdf", "folium", "branca")
SCRIPT = f"""
import sys
from importlib import import_module
from portal import create_app
from portal.cli import TOPICS
create_app()
for module, _ in TOPICS.values():
    import_module("portal.cli." + module)
print([name for name in {HEAVY} if name in sys.modules])
"""


def test_neither_web_nor_command_line_loads_what_prints_or_draws(tmp_path: Path) -> None:
    environment = {"INSTANCE": str(tmp_path), "DEMO": "1", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert (ended.stdout.strip(), ended.returncode) == ("[]", 0), ended.stderr
