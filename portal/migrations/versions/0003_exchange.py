"""Imports from Excel: what was uploaded, what was found, and which records were made or changed.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet', sa.String(length=32), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('stored', sa.String(length=200), nullable=True),
    sa.Column('book', sa.String(length=200), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('grid_id', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('new', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('same', sa.Integer(), nullable=False),
    sa.Column('bad', sa.Integer(), nullable=False),
    sa.Column('warned', sa.Integer(), nullable=False),
    sa.Column('problems', sa.Integer(), nullable=False),
    sa.Column('restored', sa.Integer(), nullable=False),
    sa.Column('left_alone', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=True),
    sa.Column('resume', sa.String(length=16), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('plan_version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('checking', 'checked', 'importing', 'done', 'undoing', 'undone', 'refused', 'failed')", name='import_run_state'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_version.id']),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('import_run_open', 'import_run', ['state', 'lease_until'])
    op.create_index('ix_import_run_grid_id', 'import_run', ['grid_id'])
    op.create_index('ix_import_run_sheet', 'import_run', ['sheet'])
    op.create_index('ix_import_run_user_id', 'import_run', ['user_id'])
    op.create_table('import_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('table_name', sa.String(length=32), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=8), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.String(length=16), nullable=False),
    sa.CheckConstraint("action IN ('new', 'changed')", name='import_row_action'),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('import_row_of_run', 'import_row', ['run_id', 'id'])
    op.create_table('import_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('column_label', sa.String(length=64), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.CheckConstraint("level IN ('error', 'warning', 'left')", name='import_finding_level'),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('import_finding_of_run', 'import_finding', ['run_id', 'id'])


def downgrade() -> None:
    for table in ('import_finding', 'import_row', 'import_run'):
        op.drop_table(table)
