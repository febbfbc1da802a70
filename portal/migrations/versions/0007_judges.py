"""Whose verdict it is: judges of one name are told apart by their accounts.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE assessment_judgement ADD COLUMN user_id INTEGER")


def downgrade() -> None:
    op.execute("ALTER TABLE assessment_judgement DROP COLUMN user_id")
