"""Campaigns and their tasks, fuller visits, the workflow of issues as data, residents' contact codes, the office's own calendar.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrations.checks import add_check, add_reference, drop_check, drop_not_null, drop_reference

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

STAGES = ('new', 'working', 'paused', 'answered', 'closed')
STATES = ('registered', 'assigned', 'handled', 'reopened', 'closed')
ACTIONS = ('register', 'assign', 'handle', 'revisit', 'close', 'reopen')
VISIT_COLUMNS = (
    'uid VARCHAR(36)', 'establishment_id INTEGER', 'wishes VARCHAR(1000)', 'next_on DATE',
    'checklist VARCHAR(32)', 'answers {json}', 'recorded_at {moment}', 'recorded_by INTEGER',
)
ISSUE_COLUMNS = (
    'uid VARCHAR(36)', "stage VARCHAR(16) DEFAULT 'new' NOT NULL", 'issue_class VARCHAR(32)',
    'holder_id INTEGER', 'visit_id INTEGER',
    'solved_on_the_spot BOOLEAN DEFAULT {false} NOT NULL', 'due_at {moment}', 'step_due_on DATE', 'paused_at {moment}', 'paused_from VARCHAR(32)',
    'paused_until DATE', 'urged_at {moment}', 'handled_at {moment}', 'revisited_at {moment}', 'satisfaction VARCHAR(16)',
    'merged_into_id INTEGER',
)
EVENT_COLUMNS = ('step VARCHAR(32)', 'label VARCHAR(32)', 'holder_name VARCHAR(255)', 'due_on DATE')
REFERENCES = (
    ('visit', 'establishment_id', 'establishment', 'CASCADE'), ('visit', 'recorded_by', 'ab_user', 'SET NULL'),
    ('issue', 'holder_id', 'grid', 'SET NULL'), ('issue', 'visit_id', 'visit', 'SET NULL'), ('issue', 'merged_into_id', 'issue', 'SET NULL'),
)
INDEXES = (
    ('visit', 'establishment_id', False), ('visit', 'uid', True), ('visit', 'next_on', False), ('issue', 'uid', True), ('issue', 'stage', False),
    ('issue', 'issue_class', False), ('issue', 'holder_id', False), ('issue', 'visit_id', False), ('issue', 'merged_into_id', False),
)


def upgrade() -> None:
    _widen('visit', VISIT_COLUMNS)
    drop_not_null('visit', 'household_id')
    add_check('visit', 'visit_one_home', '(household_id IS NULL) <> (establishment_id IS NULL)')
    drop_check('issue', 'issue_state')
    drop_check('issue', 'issue_closed_has_outcome')
    drop_check('issue_event', 'issue_event_action')
    _widen('issue', ISSUE_COLUMNS)
    _widen('issue_event', EVENT_COLUMNS)
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column('issue', 'state', type_=sa.String(length=32))
        for column in ('from_state', 'to_state'):
            op.alter_column('issue_event', column, type_=sa.String(length=32))
    op.execute(
        "UPDATE issue SET stage = CASE state WHEN 'registered' THEN 'new' WHEN 'handled' THEN 'answered' WHEN 'closed' THEN 'closed'"
        " ELSE 'working' END"
    )
    _recall('handled_at', 'at', 'handle', "issue.stage IN ('answered', 'closed')")
    _recall('revisited_at', 'at', 'revisit', "issue.stage IN ('answered', 'closed')")
    _recall('satisfaction', 'satisfaction', 'revisit', "issue.stage IN ('answered', 'closed')")
    add_check('issue', 'issue_stage', f"stage IN ({', '.join(map(repr, STAGES))})")
    add_check('issue', 'issue_closed_has_outcome', "stage <> 'closed' OR outcome IS NOT NULL")
    for reference in REFERENCES:
        add_reference(*reference)
    for table, column, unique in INDEXES:
        op.create_index(f'ix_{table}_{column}', table, [column], unique=unique)
    _campaigns()
    _of_visits()
    _of_issues()
    _of_residents()
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )


def downgrade() -> None:
    for table in (
        'calendar_day', 'resident_report', 'contact_code', 'issue_handover', 'issue_extension', 'issue_link', 'issue_file', 'visit_absence',
        'visit_met', 'sample_item', 'sample', 'visitor_area', 'visit_task', 'campaign',
    ):
        op.drop_table(table)
    for table, column, _unique in INDEXES:
        op.drop_index(f'ix_{table}_{column}', table_name=table)
    op.execute("DELETE FROM visit WHERE household_id IS NULL")
    drop_check('visit', 'visit_one_home')
    drop_check('issue', 'issue_stage')
    drop_check('issue', 'issue_closed_has_outcome')
    op.execute(
        "UPDATE issue SET state = CASE stage WHEN 'new' THEN 'registered' WHEN 'answered' THEN 'handled' WHEN 'closed' THEN 'closed'"
        " ELSE 'assigned' END WHERE state NOT IN (" + ', '.join(map(repr, STATES)) + ')'
    )
    for reference in REFERENCES:
        drop_reference(*reference)
    for table, columns in (('issue_event', EVENT_COLUMNS), ('issue', ISSUE_COLUMNS), ('visit', VISIT_COLUMNS)):
        for column in reversed(columns):
            op.drop_column(table, column.split()[0])
    add_check('issue', 'issue_state', f"state IN ({', '.join(map(repr, STATES))})")
    add_check('issue', 'issue_closed_has_outcome', "state <> 'closed' OR outcome IS NOT NULL")


def _widen(table: str, columns: tuple[str, ...]) -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    types = {'json': 'JSON' if sqlite else 'JSONB', 'moment': 'DATETIME' if sqlite else 'TIMESTAMP', 'false': '0' if sqlite else 'false'}
    for column in columns:
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column.format(**types)}')


def _recall(column: str, source: str, action: str, condition: str) -> None:
    """What the history of each issue says last."""
    op.execute(
        f'UPDATE issue SET {column} = (SELECT e.{source} FROM issue_event e WHERE e.issue_id = issue.id AND e.action = {action!r}'
        f' ORDER BY e.id DESC LIMIT 1) WHERE {condition}'
    )


def _campaigns() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by', sa.String(length=64), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('plan_version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'closed')", name='campaign_state'),
    sa.CheckConstraint('ends_on >= starts_on', name='campaign_period'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', 'grid_id', 'starts_on', name='campaign_once')
    )
    op.create_index('ix_campaign_grid_id', 'campaign', ['grid_id'])
    op.create_table('visit_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('object', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=True),
    sa.Column('resident_id', sa.Integer(), nullable=True),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('joined', sa.String(length=16), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('left_reason', sa.String(length=100), nullable=True),
    sa.CheckConstraint("state IN ('open', 'visited', 'phoned', 'absent', 'refused', 'left')", name='visit_task_state'),
    sa.CheckConstraint("joined IN ('opening', 'later', 'chosen')", name='visit_task_joined'),
    sa.CheckConstraint('(household_id IS NULL) <> (establishment_id IS NULL)', name='visit_task_one_home'),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('campaign_id', 'object', 'subject', name='visit_task_once')
    )
    op.create_index('visit_task_grid', 'visit_task', ['campaign_id', 'grid_id', 'state'])
    for column in ('household_id', 'resident_id', 'establishment_id', 'grid_id', 'member_id', 'visit_id'):
        op.create_index(f'ix_visit_task_{column}', 'visit_task', [column])
    op.create_table('visitor_area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('object', sa.String(length=32), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('campaign_id', 'object', 'grid_id', 'member_id', name='visitor_area_once')
    )
    for column in ('grid_id', 'member_id'):
        op.create_index(f'ix_visitor_area_{column}', 'visitor_area', [column])
    op.create_table('sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_to', sa.Date(), nullable=False),
    sa.Column('seed', sa.String(length=32), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('newest', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(), nullable=False),
    sa.Column('drawn_by', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('campaign_id', 'grid_id'):
        op.create_index(f'ix_sample_{column}', 'sample', [column])
    op.create_table('sample_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sample_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('result', sa.String(length=16), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('checked_by', sa.String(length=64), nullable=True),
    sa.CheckConstraint("result IS NULL OR result IN ('confirmed', 'differs', 'unreached')", name='sample_item_result'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sample_id'], ['sample.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('sample_id', 'position', name='sample_item_once')
    )
    for column in ('visit_id', 'member_id', 'issue_id'):
        op.create_index(f'ix_sample_item_{column}', 'sample_item', [column])


def _of_visits() -> None:
    op.create_table('visit_met',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('visit_id', 'resident_id')
    )
    op.create_index('ix_visit_met_resident_id', 'visit_met', ['resident_id'])
    op.create_table('visit_absence',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('occupation', sa.String(length=64), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('contact', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('visit_id')
    )


def _of_issues() -> None:
    op.create_table('issue_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('stored', sa.String(length=200), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('uploaded_by', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['issue_event.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_issue_file_issue_id', 'issue_file', ['issue_id'])
    op.create_table('issue_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.String(length=64), nullable=False),
    sa.CheckConstraint("kind IN ('related', 'duplicate')", name='issue_link_kind'),
    sa.CheckConstraint('issue_id <> other_id', name='issue_link_two'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['issue.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('issue_id', 'other_id', name='issue_link_once')
    )
    for column in ('issue_id', 'other_id'):
        op.create_index(f'ix_issue_link_{column}', 'issue_link', [column])
    op.create_table('issue_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_by', sa.String(length=64), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.CheckConstraint('days > 0', name='issue_extension_days'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['ab_user.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_issue_extension_issue_id', 'issue_extension', ['issue_id'])
    op.create_table('issue_handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.String(length=32), nullable=False),
    sa.Column('exported_at', sa.DateTime(), nullable=False),
    sa.Column('exported_by', sa.String(length=64), nullable=False),
    sa.Column('outside_number', sa.String(length=64), nullable=True),
    sa.Column('outside_state', sa.String(length=64), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('issue_id', 'platform', name='issue_handover_once')
    )
    op.create_index('ix_issue_handover_platform', 'issue_handover', ['platform'])


def _of_residents() -> None:
    op.create_table('contact_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_by', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token')
    )
    op.create_index('contact_code_household', 'contact_code', ['household_id', 'revoked_at'])
    op.create_table('resident_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('contact_code_id', sa.Integer(), nullable=True),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.Column('rating', sa.String(length=16), nullable=True),
    sa.Column('rated_at', sa.DateTime(), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['contact_code_id'], ['contact_code.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('receipt')
    )
    op.create_index('ix_resident_report_issue_id', 'resident_report', ['issue_id'])
    op.create_index('resident_report_code_at', 'resident_report', ['contact_code_id', 'at'])
    op.create_index('resident_report_at', 'resident_report', ['at'])
