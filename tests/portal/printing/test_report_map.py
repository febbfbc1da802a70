"""The map of a report says how many were assessed in each part of the area, parts without anybody among them."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.printing.assessment_reports import report_of
from tests.fixtures.world import World


def test_a_report_s_map_counts_assessments_by_part(session: Session, world: World) -> None:
    east = select(Assessment).where(Assessment.member_id == world.members["east1-member"])
    session.delete(session.scalars(east).one())
    session.flush()
    drawn = report_of(session, session.get_one(Grid, world.grids["town"]), "2025", today()).parts[0].map
    assert drawn is not None
    assert "考核份数" in drawn.svg
    assert set(re.findall(r"\d+份", drawn.svg)) == {"0份", "1份"}
