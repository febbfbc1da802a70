"""Judges and writers of one name are told apart by their accounts. And which pages were sent already.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE assessment_judgement ADD COLUMN user_id INTEGER")
    op.execute("ALTER TABLE wording ADD COLUMN author_id INTEGER")
    op.create_table('submission',
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.PrimaryKeyConstraint('uid')
    )
    op.create_index(op.f('ix_submission_at'), 'submission', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('submission')
    op.execute("ALTER TABLE wording DROP COLUMN author_id")
    op.execute("ALTER TABLE assessment_judgement DROP COLUMN user_id")
