"""Every sentence about a broken rule belongs to a rule that the database really enforces, under the name it really uses."""

from __future__ import annotations

import re

import pytest
from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, Connection, Index, Table, UniqueConstraint, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.foundation.constraints import MESSAGES, refusal_for
from portal.foundation.errors import Refusal
from tests.fixtures.world import SOUTH, WEST, World
from tests.portal.security.loop_rows import add_loop_rows
from tests.portal.security.paper_rows import add_paper_rows


def copied(table: str) -> str:
    """The statement that adds every row of a table once more."""
    names = ", ".join(column.name for column in Model.metadata.tables[table].columns if not column.primary_key)
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}"


def box(west: float, south: float, width: float, height: float) -> str:
    """A rectangle, in degrees from the corner of the small world, as an SQL expression."""
    x, y = WEST + west, SOUTH + south
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return f"ST_GeomFromText('MULTIPOLYGON((({', '.join(f'{a} {b}' for a, b in corners)})))', 4326)"


BOW_TIE = (
    "ST_GeomFromText('MULTIPOLYGON(((116.90 34.18, 116.91 34.19, 116.91 34.18, 116.90 34.19, 116.90 34.18)))', 4326)"
)

BROKEN = {
    "grid.cycle": "UPDATE grid SET parent_id = {west1}, boundary = NULL WHERE id = {west}",
    "grid.level": "UPDATE grid SET level_id = (SELECT id FROM grid_level WHERE rank = 2) WHERE id = {west1}",
    "grid.boundary_invalid": f"UPDATE grid SET boundary = {BOW_TIE} WHERE id = {{west1}}",
    "grid.outside_parent": f"UPDATE grid SET boundary = {box(0, 0.02, 0.02, 0.04)} WHERE id = {{west1}}",
    "grid.children_outside": f"UPDATE grid SET boundary = {box(0, 0, 0.01, 0.01)} WHERE id = {{west}}",
    "grid.overlaps_sibling": f"UPDATE grid SET boundary = {box(0, 0, 0.03, 0.04)} WHERE id = {{west1}}",
    "date.unreal": "UPDATE visit SET visited_on = '2026-02-30'",
    "history.append_only": "UPDATE issue_event SET actor = '某人'",
    "audit.append_only": "DELETE FROM audit_entry",
    "grid.code": "UPDATE grid SET code = '1'",
    "grid_period": "UPDATE grid SET valid_from = '2026-02-01', valid_to = '2026-01-01' WHERE id = {west1}",
    "grid_not_own_parent": "UPDATE grid SET parent_id = id WHERE id = {west1}",
    "member_phone": "UPDATE member SET phone = '12'",
    "member_birth_date": "UPDATE member SET birth_date = '1800-01-01'",
    "member.id_number_index": "UPDATE member SET id_number_index = 'same'",
    "member.user_id": "UPDATE member SET user_id = (SELECT min(id) FROM ab_user)",
    "assignment_period": "UPDATE assignment SET ends_on = '2020-01-01'",
    "assignment_once": copied("assignment"),
    "household_phone": "UPDATE household SET phone = '12'",
    "household_walking_order": "UPDATE household SET walking_order = -5",
    "household_code_once": "UPDATE household SET code = '1'",
    "resident_phone": "UPDATE resident SET phone = '12'",
    "resident_birth_date": "UPDATE resident SET birth_date = '1800-01-01'",
    "resident.id_number_index": "UPDATE resident SET id_number_index = 'same'",
    "resident_one_head": copied("resident"),
    "establishment_once": "UPDATE establishment SET name = '商店', grid_id = {west1}",
    "establishment_phone": "UPDATE establishment SET phone = '12'",
    "department_phone": "UPDATE department SET phone = '12'",
    "department.code": "UPDATE department SET code = '1'",
    "department.name": "UPDATE department SET name = '站'",
    "issue_phone": "UPDATE issue SET phone = '12'",
    "issue_closed_has_outcome": "UPDATE issue SET stage = 'closed', outcome = NULL",
    "issue.number": "UPDATE issue SET number = '1'",
    "assessment_member_once": copied("assessment"),
    "assessment_grid_once": "UPDATE assessment SET member_id = NULL, grid_id = {west1}",
    "assessment_one_subject": "UPDATE assessment SET grid_id = {west1}",
    "scheme_thresholds": "UPDATE assessment_scheme SET excellent_from = 10",
    "scheme_most": "UPDATE assessment_scheme SET excellent_from = 100.1",
    "indicator_once": "UPDATE assessment_indicator SET name = '同名'",
    "indicator_positive": "UPDATE assessment_indicator SET weight = 0",
    "indicator_most": "UPDATE assessment_indicator SET full_score = 1000.1",
    "issue_category_limit": "UPDATE issue_category SET limit_days = -1",
    "score_once": copied("assessment_score"),
    "score_not_negative": "UPDATE assessment_score SET score = -1",
    "score_most": "UPDATE assessment_score SET score = 1000.1",
    "visit.uid": "UPDATE visit SET uid = 'same'",
    "campaign_once": copied("campaign"),
    "campaign_period": "UPDATE campaign SET ends_on = '2020-01-01'",
    "visit_task_once": copied("visit_task"),
    "visitor_area_once": copied("visitor_area"),
    "sample_item_once": copied("sample_item"),
    "delivery_once": copied("delivery"),
    **{f"{table}_name": f"UPDATE {table} SET name = ' '" for table in ("grid", "member", "resident", "establishment")},
    "grid_code": "UPDATE grid SET code = ' ' WHERE id = {west1}",
    "household_code": "UPDATE household SET code = ' '",
    "visit_one_home": "UPDATE visit SET household_id = NULL, establishment_id = NULL",
    "issue.uid": "UPDATE issue SET uid = 'same'",
    "issue_link_once": copied("issue_link"),
    "issue_link_two": "UPDATE issue_link SET other_id = issue_id",
    "issue_handover_once": copied("issue_handover"),
    "issue_extension_days": "UPDATE issue_extension SET days = 0",
    "wording_once": copied("wording"),
    "plan_version_once": (
        "INSERT INTO plan_version (key, number, area, title, content, resolved, digest, applied_at, applied_by, changes)"
        " SELECT 'k', 1, '', 'x', 'x', 'x', 'x', '2026-01-01 00:00:00', 'x', 'x' FROM household"
    ),
    "signature_once": copied("assessment_signature"),
    "judgement_score": "UPDATE assessment_judgement SET score = -1",
    "judgement_people": "UPDATE assessment_judgement SET people = 0",
    "proposal_member_once": (
        "UPDATE proposal SET member_id = (SELECT min(id) FROM member), assessment_id = (SELECT min(id) FROM assessment)"
    ),
    "proposal_grid_once": "UPDATE proposal SET member_id = NULL, grid_id = {west1}",
    "proposal.failure_id": "UPDATE proposal SET failure_id = (SELECT min(id) FROM duty_failure)",
    "proposal_amount": "UPDATE proposal SET amount_cents = -1",
    "print_chunk_once": (
        "INSERT INTO print_chunk (batch_id, position, size, state, attempt) SELECT 1, 1, 1, 'pending', 0 FROM household"
    ),
}

ALSO_BROKEN = {"grid.cycle": "grid.level"}
"""A cycle also turns levels upside down; SQLite leaves open which trigger speaks first."""


NOBODY_TYPES = {
    "account_state_failures", "appeal_answered", "assessment_total", "duty_failure_cancelled", "member_id_number",
    "plan_version_number", "print_batch_ready_has_output", "print_batch_total", "print_chunk_done_has_output", "proposal_decided",
    "proposal_one_subject", "resident_id_number", "visit_task_one_home", "wording_version",
}  # fmt: skip
"""What only the portal itself writes: broken, they are faults of ours and are logged as such."""


def unspoken(table: Table) -> list[str]:
    """Names of constraints without a sentence, among those that what people do can break.

    A field of choices takes no other key; a single column that is unique is told by the general sentence on that column.
    """
    checks = {
        str(each.name)
        for each in table.constraints
        if isinstance(each, CheckConstraint) and not re.search(r" IN \('", str(each.sqltext))
    }
    keys: list[UniqueConstraint | Index] = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys += [each for each in table.indexes if each.unique]
    several = {str(each.name) for each in keys if len(each.columns) > 1}
    return sorted((checks | several) - set(MESSAGES) - NOBODY_TYPES)


@pytest.mark.parametrize(
    "table", [each for each in Model.metadata.sorted_tables if not each.name.startswith("ab_")], ids=str
)
def test_every_rule_that_people_can_break_has_a_sentence(table: Table) -> None:
    assert unspoken(table) == []


def refusal(connection: Connection, statement: str) -> Refusal | None:
    """What a person is told when this statement fails, as it must."""
    with pytest.raises(SQLAlchemyError) as caught, connection.begin_nested():
        connection.execute(text(statement))
    return refusal_for(caught.value)


def test_every_sentence_has_a_statement_that_provokes_it() -> None:
    assert set(BROKEN) == set(MESSAGES)


@pytest.mark.parametrize("rule", MESSAGES)
def test_a_broken_rule_is_told_in_its_own_sentence(
    rule: str, connection: Connection, session: Session, world: World
) -> None:
    if rule == "date.unreal" and connection.dialect.name != "sqlite":
        return  # PostgreSQL's dates are real by their type
    add_loop_rows(session, world)
    add_paper_rows(session, world)
    connection.execute(
        text(
            "INSERT INTO audit_entry (at, actor, deed, subject, label) VALUES ('2026-01-01 00:00:00', '某人', 'look', 'x', 'x')"
        )
    )
    told = refusal(connection, BROKEN[rule].format_map(world.grids))
    assert told is not None
    assert (told.message, told.field) in {MESSAGES[rule], MESSAGES[ALSO_BROKEN.get(rule, rule)]}


def test_a_row_in_use_is_kept(connection: Connection, world: World) -> None:
    told = refusal(connection, f"DELETE FROM grid WHERE id = {world.grids['west1']}")
    assert told is not None
    assert "关联的数据" in told.message


@pytest.mark.parametrize(
    ("statement", "sentence", "field"),
    [
        ("UPDATE household SET kind = NULL", "此项必须填写", "kind"),
        ("UPDATE department SET name = NULL", "此项必须填写", "name"),
        ("UPDATE grid SET level_id = NULL", "此项必须填写", "level"),
        ("UPDATE grid_level SET name = '层'", "已有相同的记录，不能重复", "name"),
    ],
)
def test_rules_without_a_sentence_of_their_own_name_the_field(
    statement: str, sentence: str, field: str, connection: Connection, world: World
) -> None:
    told = refusal(connection, statement)
    assert told is not None
    assert (told.message, told.field) == (sentence, field)


def test_a_number_no_column_holds_is_told(connection: Connection, world: World) -> None:
    """PostgreSQL measures it against the column, SQLite against the rule."""
    told = refusal(connection, "UPDATE assessment_scheme SET excellent_from = 99999")
    assert told is not None
    assert told.message in {"数值超出允许的范围", MESSAGES["scheme_most"][0]}


def test_a_fault_is_not_a_refusal(connection: Connection, world: World) -> None:
    assert refusal(connection, "SELECT no_such_column FROM grid") is None
