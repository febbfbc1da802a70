"""Paper: orders of many files, texts of the town's own, deliveries, and how assessments are judged, signed, objected to and acted on.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrations.checks import add_check, add_reference, drop_check, drop_reference

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

PLAIN = sa.JSON().with_variant(JSONB(), 'postgresql')
OLD_KINDS = ('letters', 'cards', 'assessments')
NEW_KINDS = (*OLD_KINDS, 'badges', 'leaflets', 'boards', 'handbooks', 'maps', 'mailing', 'tables', 'reports')
OLD_STATES, NEW_STATES = ('draft', 'final'), ('draft', 'told', 'final')
COLUMNS = {
    'assessment': (
        ('opened_by', sa.String(64)), ('told_at', sa.DateTime()), ('appeal_until', sa.Date()), ('reply', sa.String(1000)),
        ('load', PLAIN), ('frozen', PLAIN),
    ),
    'assessment_score': (('raw', sa.Numeric(6, 1)), ('evidence', PLAIN)),
    'print_batch': (
        ('order_id', sa.Integer()), ('wording_id', sa.Integer()), ('options', PLAIN), ('reason', sa.String(200)),
        ('paused_at', sa.DateTime()), ('expires_on', sa.Date()), ('expired_at', sa.DateTime()),
    ),
}
REFERENCES = (('print_batch', 'order_id', 'print_order', 'CASCADE'), ('print_batch', 'wording_id', 'wording', 'SET NULL'))
INDEXES = (
    ('ix_print_batch_order_id', 'print_batch', ['order_id']), ('ix_print_batch_wording_id', 'print_batch', ['wording_id']),
    # What the figures ask: steps of a kind in a period, and what is open by its day.
    ('issue_event_action_at', 'issue_event', ['action', 'at']), ('issue_stage_due', 'issue', ['stage', 'due_on']),
)
TABLES = (
    'assessment_judgement', 'proposal', 'delivery', 'assessment_signature', 'assessment_event', 'assessment_appeal', 'duty_failure',
    'wording', 'print_order',
)


def upgrade() -> None:
    _printing()
    _consequences()
    _proceedings()
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for reference in REFERENCES:
        add_reference(*reference)
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    _allow('print_batch', 'print_batch_kind', 'kind', NEW_KINDS)
    _allow('assessment', 'assessment_state', 'state', NEW_STATES)
    _keep_events()


def downgrade() -> None:
    op.execute('DELETE FROM print_batch WHERE kind NOT IN (' + ', '.join(map(repr, OLD_KINDS)) + ')')
    op.execute("UPDATE assessment SET state = 'draft' WHERE state = 'told'")
    _allow('print_batch', 'print_batch_kind', 'kind', OLD_KINDS)
    _allow('assessment', 'assessment_state', 'state', OLD_STATES)
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    for reference in REFERENCES:
        drop_reference(*reference)
    for table, columns in COLUMNS.items():
        for name, _kind in columns:
            op.drop_column(table, name)
    for table in TABLES:
        op.drop_table(table)


def _allow(table: str, check: str, column: str, values: tuple[str, ...]) -> None:
    drop_check(table, check)
    add_check(table, check, f"{column} IN ({', '.join(map(repr, values))})")


def _keep_events() -> None:
    """What was done to an assessment is never rewritten; it goes with the assessment only."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            "CREATE TRIGGER assessment_event_no_update BEFORE UPDATE ON assessment_event"
            " BEGIN SELECT RAISE(ABORT, 'history.append_only'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER assessment_event_append_only BEFORE UPDATE ON assessment_event"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change('history.append_only')"
        )


def _printing() -> None:
    op.create_table('print_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=64), nullable=False),
    sa.CheckConstraint("kind IN ('letters', 'cards', 'assessments', 'badges', 'leaflets', 'boards', 'handbooks', 'maps', 'mailing', 'tables', 'reports')", name='print_order_kind'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_print_order_grid_id'), 'print_order', ['grid_id'], unique=False)
    op.create_table('wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('design', sa.String(length=32), nullable=False),
    sa.Column('content', PLAIN, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=64), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decision', sa.String(length=200), nullable=True),
    sa.CheckConstraint("kind IN ('letter', 'card', 'badge', 'leaflet', 'board', 'handbook', 'grid_map')", name='wording_kind'),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'approved', 'returned', 'retired')", name='wording_state'),
    sa.CheckConstraint('version > 0', name='wording_version'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('grid_id', 'kind', 'version', name='wording_once')
    )
    op.create_index(op.f('ix_wording_grid_id'), 'wording', ['grid_id'], unique=False)
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=64), nullable=False),
    sa.CheckConstraint("kind IN ('letters', 'cards')", name='delivery_kind'),
    sa.CheckConstraint("way IN ('hand', 'door', 'post', 'passed_on')", name='delivery_way'),
    sa.ForeignKeyConstraint(['batch_id'], ['print_batch.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('household_id', 'kind', 'delivered_on', name='delivery_once')
    )
    op.create_index('delivery_kind_day', 'delivery', ['kind', 'delivered_on'], unique=False)
    op.create_index(op.f('ix_delivery_batch_id'), 'delivery', ['batch_id'], unique=False)


def _consequences() -> None:
    op.create_table('duty_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('task', sa.String(length=200), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('succeeded', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=64), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.Column('cancelled_by', sa.String(length=64), nullable=True),
    sa.Column('cancel_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('(cancelled_at IS NULL) = (cancel_reason IS NULL)', name='duty_failure_cancelled'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_duty_failure_member_id'), 'duty_failure', ['member_id'], unique=False)
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('grid_id', sa.Integer(), nullable=True),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=True),
    sa.Column('failure_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('amount_cents', sa.Integer(), nullable=True),
    sa.Column('basis', PLAIN, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.Column('proposed_by', sa.String(length=64), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decision', sa.String(length=200), nullable=True),
    sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name='proposal_decided'),
    sa.CheckConstraint("kind IN ('grade', 'award', 'bonus', 'measure')", name='proposal_kind'),
    sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined')", name='proposal_state'),
    sa.CheckConstraint('(member_id IS NULL) <> (grid_id IS NULL)', name='proposal_one_subject'),
    sa.CheckConstraint('amount_cents IS NULL OR amount_cents >= 0', name='proposal_amount'),
    sa.ForeignKeyConstraint(['area_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['failure_id'], ['duty_failure.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('failure_id')
    )
    op.create_index(op.f('ix_proposal_area_id'), 'proposal', ['area_id'], unique=False)
    op.create_index(op.f('ix_proposal_assessment_id'), 'proposal', ['assessment_id'], unique=False)
    op.create_index(op.f('ix_proposal_grid_id'), 'proposal', ['grid_id'], unique=False)
    op.create_index(op.f('ix_proposal_member_id'), 'proposal', ['member_id'], unique=False)
    op.create_index(op.f('ix_proposal_period'), 'proposal', ['period'], unique=False)
    op.create_index('proposal_grid_once', 'proposal', ['kind', 'key', 'period', 'grid_id'], unique=True, sqlite_where=sa.text('grid_id IS NOT NULL'), postgresql_where=sa.text('grid_id IS NOT NULL'))
    op.create_index('proposal_member_once', 'proposal', ['kind', 'key', 'period', 'member_id', 'assessment_id'], unique=True, sqlite_where=sa.text("member_id IS NOT NULL AND kind <> 'measure'"), postgresql_where=sa.text("member_id IS NOT NULL AND kind <> 'measure'"))


def _proceedings() -> None:
    op.create_table('assessment_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('raised_at', sa.DateTime(), nullable=False),
    sa.Column('raised_by', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by', sa.String(length=64), nullable=True),
    sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name='appeal_answered'),
    sa.CheckConstraint("state IN ('open', 'upheld', 'rejected')", name='appeal_state'),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['indicator_id'], ['assessment_indicator.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_assessment_appeal_assessment_id'), 'assessment_appeal', ['assessment_id'], unique=False)
    op.create_table('assessment_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.String(length=64), nullable=False),
    sa.Column('deed', sa.String(length=16), nullable=False),
    sa.Column('indicator', sa.String(length=64), nullable=True),
    sa.Column('before', sa.String(length=64), nullable=True),
    sa.Column('after', sa.String(length=64), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.CheckConstraint("deed IN ('open', 'propose', 'score', 'tell', 'comment', 'appeal', 'answer', 'correct', 'sign', 'freeze')", name='assessment_event_deed'),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_assessment_event_assessment_id'), 'assessment_event', ['assessment_id'], unique=False)
    op.create_table('assessment_signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('post', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('signed_at', sa.DateTime(), nullable=False),
    sa.Column('signed_by', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('assessment_id', 'position', name='signature_once')
    )
    op.create_table('assessment_judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score_id', sa.Integer(), nullable=False),
    sa.Column('judge', sa.String(length=16), nullable=False),
    sa.Column('method', sa.String(length=16), nullable=True),
    sa.Column('score', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=True),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('given_by', sa.String(length=64), nullable=False),
    sa.CheckConstraint("judge IN ('centre', 'village', 'head', 'residents', 'police', 'department')", name='judgement_judge'),
    sa.CheckConstraint('people > 0', name='judgement_people'),
    sa.CheckConstraint('score >= 0 AND score <= 1000', name='judgement_score'),
    sa.ForeignKeyConstraint(['score_id'], ['assessment_score.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_assessment_judgement_score_id'), 'assessment_judgement', ['score_id'], unique=False)
