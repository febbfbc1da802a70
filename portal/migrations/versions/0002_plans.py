"""Profiles in versions, drafts, fields of a town's own, roles of the plan, and kinds that come from the profile.

Revision ID: 0002
Revises: 0001
"""

import hashlib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrations.checks import add_check, drop_check

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

EXTRA = ('grid', 'household', 'resident', 'establishment')
JUDGED = ('visit', 'issue', 'assessment')
RETIRING = ('care_category', 'department', 'issue_category')
FROM_PROFILE = (
    ('establishment', 'kind', 'establishment_kind', ('shop', 'restaurant', 'enterprise', 'school', 'kindergarten', 'hospital', 'clinic', 'organ', 'market', 'association', 'other')),
    ('issue', 'source', 'issue_source', ('visit', 'patrol', 'phone', 'counter', 'online', 'hotline', 'superior')),
    ('grid', 'kind', 'grid_kind', ('ordinary', 'dedicated')),
)


def upgrade() -> None:
    op.create_table('plan_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('area', sa.String(length=12), server_default='', nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('resolved', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('applied_at', sa.DateTime(), nullable=False),
    sa.Column('applied_by', sa.String(length=64), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.CheckConstraint('number > 0', name='plan_version_number'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', 'number', name='plan_version_once')
    )
    op.create_table('plan_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('updated_by', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['plan_version.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    _move_profiles()
    op.drop_table('plan_profile')
    for table in EXTRA:
        op.add_column(table, sa.Column('extra', sa.JSON().with_variant(JSONB(), 'postgresql'), server_default='{}', nullable=False))
    for table in JUDGED:
        # Alembic adds a reference as a constraint of its own, which SQLite cannot; within the column it can.
        op.execute(f'ALTER TABLE {table} ADD COLUMN plan_version_id INTEGER REFERENCES plan_version (id)')
        op.execute(f'UPDATE {table} SET plan_version_id = (SELECT id FROM plan_version ORDER BY applied_at DESC, id DESC LIMIT 1)')
    for table in RETIRING:
        op.add_column(table, sa.Column('retired', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('assignment', sa.Column('role', sa.String(length=32), nullable=True))
    for table, column, check, _keys in FROM_PROFILE:
        drop_check(table, check)
        if op.get_bind().dialect.name != 'sqlite':
            op.alter_column(table, column, type_=sa.String(length=32))


def downgrade() -> None:
    for table, column, check, keys in FROM_PROFILE:
        known = ', '.join(repr(key) for key in keys)
        op.execute(f"UPDATE {table} SET {column} = '{keys[-1]}' WHERE {column} NOT IN ({known})")
        add_check(table, check, f'{column} IN ({known})')
        if op.get_bind().dialect.name != 'sqlite':
            op.alter_column(table, column, type_=sa.String(length=16))
    for table, column in [
        ('assignment', 'role'), *((table, 'retired') for table in RETIRING), *((table, 'plan_version_id') for table in JUDGED),
        *((table, 'extra') for table in EXTRA),
    ]:
        op.drop_column(table, column)
    op.create_table('plan_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('applied_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.execute(
        'INSERT INTO plan_profile (id, key, title, content, applied_at) SELECT id, key, title, content, applied_at FROM plan_version v'
        ' WHERE number = (SELECT max(number) FROM plan_version w WHERE w.key = v.key)'
    )
    op.drop_table('plan_draft')
    op.drop_table('plan_version')


def _move_profiles() -> None:
    """What was applied before becomes version 1 of its profile."""
    bind = op.get_bind()
    for row in bind.execute(sa.text('SELECT id, key, title, content, applied_at FROM plan_profile')).mappings().all():
        digest = hashlib.sha256(row['content'].encode()).hexdigest()
        bind.execute(sa.text(
            "INSERT INTO plan_version (id, key, number, title, content, resolved, digest, applied_at, applied_by, changes)"
            " VALUES (:id, :key, 1, :title, :content, :content, :digest, :applied_at, '', '')"
        ), {**row, 'digest': digest})
    if bind.dialect.name != 'sqlite':
        op.execute("SELECT setval('plan_version_id_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM plan_version")
