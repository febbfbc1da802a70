"""Care categories of households: whether a category means a person or a home, and which homes it is given to.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import yaml
from alembic import op

from portal.migrations.checks import add_check, drop_check

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

SUBJECTS = ('person', 'household')


def upgrade() -> None:
    op.execute("ALTER TABLE care_category ADD COLUMN applies_to VARCHAR(16) DEFAULT 'person' NOT NULL")
    op.create_table('household_care',
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('care_category_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['care_category_id'], ['care_category.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('household_id', 'care_category_id')
    )
    op.create_index(op.f('ix_household_care_care_category_id'), 'household_care', ['care_category_id'], unique=False)
    _learn_subjects()
    _move_home()
    add_check('care_category', 'care_category_applies_to', f"applies_to IN ({', '.join(map(repr, SUBJECTS))})")


def downgrade() -> None:
    # What was the home's becomes its head's again, or that of whoever was registered first.
    op.execute(
        "INSERT INTO resident_care (resident_id, care_category_id) SELECT coalesce("
        "(SELECT r.id FROM resident r WHERE r.household_id = h.household_id AND r.relation = 'head'),"
        " (SELECT min(r.id) FROM resident r WHERE r.household_id = h.household_id)), h.care_category_id FROM household_care h"
        " WHERE EXISTS (SELECT 1 FROM resident r WHERE r.household_id = h.household_id)"
        " ON CONFLICT DO NOTHING"
    )
    op.drop_index(op.f('ix_household_care_care_category_id'), table_name='household_care')
    op.drop_table('household_care')
    drop_check('care_category', 'care_category_applies_to')
    op.drop_column('care_category', 'applies_to')


def _learn_subjects() -> None:
    """From the profile in force, which is kept whole."""
    bind = op.get_bind()
    newest = 'SELECT resolved FROM plan_version ORDER BY applied_at DESC, id DESC LIMIT 1'
    text = bind.execute(sa.text(newest)).scalar()
    for code in _of_homes(text or ''):
        bind.execute(sa.text("UPDATE care_category SET applies_to = 'household' WHERE code = :code"), {'code': code})


def _of_homes(text: str) -> list[str]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return []
    rows = data.get('care_categories') if isinstance(data, dict) else None
    return [row['code'] for row in rows or () if row.get('applies_to') == 'household']


def _move_home() -> None:
    """What somebody of the home was marked with belongs to the home."""
    of_homes = "SELECT id FROM care_category WHERE applies_to = 'household'"
    op.execute(
        'INSERT INTO household_care (household_id, care_category_id) SELECT DISTINCT r.household_id, c.care_category_id'
        f' FROM resident_care c JOIN resident r ON r.id = c.resident_id WHERE c.care_category_id IN ({of_homes})'
    )
    op.execute(f'DELETE FROM resident_care WHERE care_category_id IN ({of_homes})')
