"""All tables of the house, with the rules that hold in the database.

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from portal.migrations.triggers import create_triggers, drop_triggers


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ab_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('label', sa.String(length=150), nullable=True),
    sa.Column('description', sa.String(length=512), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_permission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_register_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('registration_date', sa.DateTime(), nullable=True),
    sa.Column('registration_hash', sa.String(length=256), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('username')
    )
    op.create_table('ab_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('ab_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('last_login', sa.DateTime(), nullable=True),
    sa.Column('login_count', sa.Integer(), nullable=True),
    sa.Column('fail_login_count', sa.Integer(), nullable=True),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('changed_on', sa.DateTime(), nullable=True),
    sa.Column('created_by_fk', sa.Integer(), nullable=True),
    sa.Column('changed_by_fk', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_fk'], ['ab_user.id'], ),
    sa.ForeignKeyConstraint(['created_by_fk'], ['ab_user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('username')
    )
    op.create_table('ab_view_menu',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=250), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('assessment_scheme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('excellent_from', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('good_from', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('pass_from', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.CheckConstraint('excellent_from > good_from AND good_from > pass_from AND pass_from >= 0', name='scheme_thresholds'),
    sa.CheckConstraint('excellent_from <= 100', name='scheme_most'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('name')
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.Column('deed', sa.String(length=16), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('changes', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_audit_entry_at'), 'audit_entry', ['at'], unique=False)
    op.create_index(op.f('ix_audit_entry_deed'), 'audit_entry', ['deed'], unique=False)
    op.create_index(op.f('ix_audit_entry_user_id'), 'audit_entry', ['user_id'], unique=False)
    op.create_table('care_category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('group_name', sa.String(length=32), nullable=False),
    sa.Column('sensitive', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('name')
    )
    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='department_phone'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('name')
    )
    op.create_table('grid_level',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('visits', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key'),
    sa.UniqueConstraint('name'),
    sa.UniqueConstraint('rank')
    )
    op.create_table('plan_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('applied_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_table('ab_api_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('key_hash', sa.String(length=256), nullable=False),
    sa.Column('lookup_hash', sa.String(length=256), nullable=True),
    sa.Column('key_prefix', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('expires_on', sa.DateTime(), nullable=True),
    sa.Column('revoked_on', sa.DateTime(), nullable=True),
    sa.Column('last_used_on', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('lookup_hash'),
    sa.UniqueConstraint('uuid')
    )
    op.create_index('idx_api_key_lookup_hash', 'ab_api_key', ['lookup_hash'], unique=True)
    op.create_index('idx_api_key_prefix', 'ab_api_key', ['key_prefix'], unique=False)
    op.create_index('idx_api_key_user_id', 'ab_api_key', ['user_id'], unique=False)
    op.create_table('ab_group_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('group_id', 'role_id')
    )
    op.create_index('idx_group_id', 'ab_group_role', ['group_id'], unique=False)
    op.create_index('idx_group_role_id', 'ab_group_role', ['role_id'], unique=False)
    op.create_table('ab_permission_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_id', sa.Integer(), nullable=False),
    sa.Column('view_menu_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['permission_id'], ['ab_permission.id'], ),
    sa.ForeignKeyConstraint(['view_menu_id'], ['ab_view_menu.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('permission_id', 'view_menu_id')
    )
    op.create_index('idx_permission_id', 'ab_permission_view', ['permission_id'], unique=False)
    op.create_index('idx_view_menu_id', 'ab_permission_view', ['view_menu_id'], unique=False)
    op.create_table('ab_user_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'group_id')
    )
    op.create_index('idx_user_group_id', 'ab_user_group', ['group_id'], unique=False)
    op.create_index('idx_user_id', 'ab_user_group', ['user_id'], unique=False)
    op.create_table('account_state',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('password_changed_at', sa.DateTime(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_failure_at', sa.DateTime(), nullable=True),
    sa.Column('locked_until', sa.DateTime(), nullable=True),
    sa.CheckConstraint('failures >= 0', name='account_state_failures'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('ab_user_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'role_id')
    )
    op.create_table('assessment_indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scheme_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('basis', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('weight', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('full_score', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.CheckConstraint('weight > 0 AND full_score > 0', name='indicator_positive'),
    sa.CheckConstraint('weight <= 1000 AND full_score <= 1000', name='indicator_most'),
    sa.ForeignKeyConstraint(['scheme_id'], ['assessment_scheme.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('scheme_id', 'name', name='indicator_once')
    )
    op.create_index(op.f('ix_assessment_indicator_scheme_id'), 'assessment_indicator', ['scheme_id'], unique=False)
    op.create_table('department_staff',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('department_id', 'user_id')
    )
    op.create_index(op.f('ix_department_staff_user_id'), 'department_staff', ['user_id'], unique=False)
    op.create_geospatial_table('grid',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('boundary', Geometry(geometry_type='MULTIPOLYGON', srid=4326, spatial_index=False), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.Column('path', sa.String(length=120), nullable=False),
    sa.Column('full_name', sa.String(length=255), nullable=False),
    sa.CheckConstraint("kind IN ('ordinary', 'dedicated')", name='grid_kind'),
    sa.CheckConstraint("status IN ('active', 'retired')", name='grid_status'),
    sa.CheckConstraint('length(trim(code)) > 0', name='grid_code'),
    sa.CheckConstraint('length(trim(name)) > 0', name='grid_name'),
    sa.CheckConstraint('parent_id IS NULL OR parent_id <> id', name='grid_not_own_parent'),
    sa.CheckConstraint('valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from', name='grid_period'),
    sa.ForeignKeyConstraint(['level_id'], ['grid_level.id'], ),
    sa.ForeignKeyConstraint(['parent_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    op.create_geospatial_index('idx_grid_boundary', 'grid', ['boundary'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_grid_parent_id'), 'grid', ['parent_id'], unique=False)
    op.create_index(op.f('ix_grid_path'), 'grid', ['path'], unique=False)
    op.create_table('issue_category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('group_name', sa.String(length=64), nullable=False),
    sa.Column('limit_days', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('limit_days >= 0', name='issue_category_limit'),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    op.create_table('ab_permission_view_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_view_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['permission_view_id'], ['ab_permission_view.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('permission_view_id', 'role_id')
    )
    op.create_index('idx_permission_view_id', 'ab_permission_view_role', ['permission_view_id'], unique=False)
    op.create_index('idx_role_id', 'ab_permission_view_role', ['role_id'], unique=False)
    op.create_geospatial_table('establishment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('contact_name', sa.String(length=64), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('location', Geometry(geometry_type='POINT', srid=4326, spatial_index=False), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.CheckConstraint("kind IN ('shop', 'restaurant', 'enterprise', 'school', 'kindergarten', 'hospital', 'clinic', 'organ', 'market', 'association', 'other')", name='establishment_kind'),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='establishment_phone'),
    sa.CheckConstraint('length(trim(name)) > 0', name='establishment_name'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('grid_id', 'name', name='establishment_once')
    )
    op.create_geospatial_index('idx_establishment_location', 'establishment', ['location'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_establishment_grid_id'), 'establishment', ['grid_id'], unique=False)
    op.create_geospatial_table('household',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('head_name', sa.String(length=64), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('walking_order', sa.Integer(), nullable=False),
    sa.Column('location', Geometry(geometry_type='POINT', srid=4326, spatial_index=False), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.CheckConstraint("kind IN ('resident', 'away', 'rented', 'vacant')", name='household_kind'),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='household_phone'),
    sa.CheckConstraint('length(trim(code)) > 0', name='household_code'),
    sa.CheckConstraint('walking_order >= 0', name='household_walking_order'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('grid_id', 'code', name='household_code_once')
    )
    op.create_index('household_walk', 'household', ['grid_id', 'walking_order'], unique=False)
    op.create_geospatial_index('idx_household_location', 'household', ['location'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_household_head_name'), 'household', ['head_name'], unique=False)
    op.create_index(op.f('ix_household_phone'), 'household', ['phone'], unique=False)
    op.create_table('member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('sex', sa.String(length=8), nullable=False),
    sa.Column('ethnicity', sa.String(length=16), nullable=False),
    sa.Column('politics', sa.String(length=16), nullable=True),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('education', sa.String(length=16), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('employment', sa.String(length=8), nullable=False),
    sa.Column('id_number', sa.String(length=255), nullable=True),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('photo', sa.LargeBinary(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.CheckConstraint("birth_date IS NULL OR birth_date BETWEEN '1900-01-01' AND '2099-12-31'", name='member_birth_date'),
    sa.CheckConstraint("education IN ('primary', 'junior', 'senior', 'college', 'bachelor', 'master')", name='member_education'),
    sa.CheckConstraint("employment IN ('full', 'part')", name='member_employment'),
    sa.CheckConstraint("id_number IS NULL OR id_number LIKE 'v1.%'", name='member_id_number'),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='member_phone'),
    sa.CheckConstraint("politics IN ('party', 'probationary', 'league', 'democratic', 'masses')", name='member_politics'),
    sa.CheckConstraint("sex IN ('male', 'female')", name='member_sex'),
    sa.CheckConstraint('length(trim(name)) > 0', name='member_name'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('id_number_index'),
    sa.UniqueConstraint('user_id')
    )
    op.create_index(op.f('ix_member_grid_id'), 'member', ['grid_id'], unique=False)
    op.create_index(op.f('ix_member_name'), 'member', ['name'], unique=False)
    op.create_index(op.f('ix_member_phone'), 'member', ['phone'], unique=False)
    op.create_table('print_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=64), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('output', sa.String(length=200), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('missing', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('letters', 'cards', 'assessments')", name='print_batch_kind'),
    sa.CheckConstraint("state <> 'ready' OR output IS NOT NULL", name='print_batch_ready_has_output'),
    sa.CheckConstraint("state IN ('waiting', 'running', 'ready', 'failed', 'cancelled')", name='print_batch_state'),
    sa.CheckConstraint('total > 0', name='print_batch_total'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_print_batch_grid_id'), 'print_batch', ['grid_id'], unique=False)
    op.create_index(op.f('ix_print_batch_state'), 'print_batch', ['state'], unique=False)
    op.create_table('assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scheme_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('grid_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('total', sa.Numeric(precision=5, scale=1), nullable=True),
    sa.Column('grade', sa.String(length=16), nullable=True),
    sa.Column('comment', sa.String(length=1000), nullable=True),
    sa.Column('assessed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("grade IS NULL OR grade IN ('excellent', 'good', 'pass', 'fail')", name='assessment_grade'),
    sa.CheckConstraint("state IN ('draft', 'final')", name='assessment_state'),
    sa.CheckConstraint('(member_id IS NULL) <> (grid_id IS NULL)', name='assessment_one_subject'),
    sa.CheckConstraint('total IS NULL OR total BETWEEN 0 AND 100', name='assessment_total'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['scheme_id'], ['assessment_scheme.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('assessment_grid_once', 'assessment', ['scheme_id', 'period', 'grid_id'], unique=True, sqlite_where=sa.text('grid_id IS NOT NULL'), postgresql_where=sa.text('grid_id IS NOT NULL'))
    op.create_index('assessment_member_once', 'assessment', ['scheme_id', 'period', 'member_id'], unique=True, sqlite_where=sa.text('member_id IS NOT NULL'), postgresql_where=sa.text('member_id IS NOT NULL'))
    op.create_index(op.f('ix_assessment_grid_id'), 'assessment', ['grid_id'], unique=False)
    op.create_index(op.f('ix_assessment_member_id'), 'assessment', ['member_id'], unique=False)
    op.create_index(op.f('ix_assessment_period'), 'assessment', ['period'], unique=False)
    op.create_index(op.f('ix_assessment_scheme_id'), 'assessment', ['scheme_id'], unique=False)
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint("duty IN ('centre', 'leader', 'head', 'member', 'helper')", name='assignment_duty'),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name='assignment_period'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('member_id', 'grid_id', 'duty', 'starts_on', name='assignment_once')
    )
    op.create_index(op.f('ix_assignment_grid_id'), 'assignment', ['grid_id'], unique=False)
    op.create_index(op.f('ix_assignment_member_id'), 'assignment', ['member_id'], unique=False)
    op.create_geospatial_table('issue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('grid_id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=True),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('contact_name', sa.String(length=64), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('location', Geometry(geometry_type='POINT', srid=4326, spatial_index=False), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('registered_at', sa.DateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("outcome IS NULL OR outcome IN ('solved', 'partly', 'explained', 'rejected')", name='issue_outcome'),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='issue_phone'),
    sa.CheckConstraint("source IN ('visit', 'patrol', 'phone', 'counter', 'online', 'hotline', 'superior')", name='issue_source'),
    sa.CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name='issue_closed_has_outcome'),
    sa.CheckConstraint("state IN ('registered', 'assigned', 'handled', 'reopened', 'closed')", name='issue_state'),
    sa.ForeignKeyConstraint(['category_id'], ['issue_category.id'], ),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number')
    )
    op.create_geospatial_index('idx_issue_location', 'issue', ['location'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_issue_category_id'), 'issue', ['category_id'], unique=False)
    op.create_index(op.f('ix_issue_department_id'), 'issue', ['department_id'], unique=False)
    op.create_index(op.f('ix_issue_due_on'), 'issue', ['due_on'], unique=False)
    op.create_index(op.f('ix_issue_establishment_id'), 'issue', ['establishment_id'], unique=False)
    op.create_index(op.f('ix_issue_grid_id'), 'issue', ['grid_id'], unique=False)
    op.create_index(op.f('ix_issue_household_id'), 'issue', ['household_id'], unique=False)
    op.create_index(op.f('ix_issue_member_id'), 'issue', ['member_id'], unique=False)
    op.create_index(op.f('ix_issue_registered_at'), 'issue', ['registered_at'], unique=False)
    op.create_index(op.f('ix_issue_state'), 'issue', ['state'], unique=False)
    op.create_table('print_chunk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('enqueued_at', sa.DateTime(), nullable=True),
    sa.Column('output', sa.String(length=200), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=True),
    sa.CheckConstraint("state <> 'done' OR output IS NOT NULL", name='print_chunk_done_has_output'),
    sa.CheckConstraint("state IN ('pending', 'queued', 'running', 'done', 'failed')", name='print_chunk_state'),
    sa.ForeignKeyConstraint(['batch_id'], ['print_batch.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('batch_id', 'position', name='print_chunk_once')
    )
    op.create_index('print_chunk_open', 'print_chunk', ['state', 'lease_until'], unique=False)
    op.create_table('resident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('sex', sa.String(length=8), nullable=True),
    sa.Column('ethnicity', sa.String(length=16), nullable=True),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('id_number', sa.String(length=255), nullable=True),
    sa.Column('id_number_index', sa.String(length=32), nullable=True),
    sa.Column('occupation', sa.String(length=64), nullable=True),
    sa.CheckConstraint("birth_date IS NULL OR birth_date BETWEEN '1900-01-01' AND '2099-12-31'", name='resident_birth_date'),
    sa.CheckConstraint("id_number IS NULL OR id_number LIKE 'v1.%'", name='resident_id_number'),
    sa.CheckConstraint("phone IS NULL OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9' AND ltrim(phone, '0123456789') = '') OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = '' AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12) OR (length(replace(phone, '-', '')) = length(phone) - 1 AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12) OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))", name='resident_phone'),
    sa.CheckConstraint("relation IN ('head', 'spouse', 'son', 'daughter', 'grandchild', 'parent', 'grandparent', 'sibling', 'child_in_law', 'other')", name='resident_relation'),
    sa.CheckConstraint("sex IN ('male', 'female')", name='resident_sex'),
    sa.CheckConstraint('length(trim(name)) > 0', name='resident_name'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('id_number_index')
    )
    op.create_index(op.f('ix_resident_household_id'), 'resident', ['household_id'], unique=False)
    op.create_index(op.f('ix_resident_name'), 'resident', ['name'], unique=False)
    op.create_index('resident_one_head', 'resident', ['household_id'], unique=True, sqlite_where=sa.text("relation = 'head'"), postgresql_where=sa.text("relation = 'head'"))
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=True),
    sa.Column('satisfaction', sa.String(length=16), nullable=True),
    sa.CheckConstraint("satisfaction IS NULL OR satisfaction IN ('satisfied', 'neutral', 'dissatisfied')", name='visit_satisfaction'),
    sa.CheckConstraint("way IN ('home', 'phone', 'absent', 'refused')", name='visit_way'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_visit_member_id'), 'visit', ['member_id'], unique=False)
    op.create_index(op.f('ix_visit_visited_on'), 'visit', ['visited_on'], unique=False)
    op.create_index('visit_household_day', 'visit', ['household_id', 'visited_on'], unique=False)
    op.create_table('assessment_score',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Numeric(precision=5, scale=1), nullable=True),
    sa.Column('numerator', sa.Integer(), nullable=True),
    sa.Column('denominator', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=True),
    sa.CheckConstraint('score IS NULL OR score >= 0', name='score_not_negative'),
    sa.CheckConstraint('score IS NULL OR score <= 1000', name='score_most'),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['indicator_id'], ['assessment_indicator.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('assessment_id', 'indicator_id', name='score_once')
    )
    op.create_index(op.f('ix_assessment_score_assessment_id'), 'assessment_score', ['assessment_id'], unique=False)
    op.create_table('issue_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=16), nullable=False),
    sa.Column('from_state', sa.String(length=16), nullable=True),
    sa.Column('to_state', sa.String(length=16), nullable=False),
    sa.Column('department_name', sa.String(length=64), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('satisfaction', sa.String(length=16), nullable=True),
    sa.Column('note', sa.String(length=1000), nullable=True),
    sa.CheckConstraint("action IN ('register', 'assign', 'handle', 'revisit', 'close', 'reopen')", name='issue_event_action'),
    sa.CheckConstraint("satisfaction IS NULL OR satisfaction IN ('satisfied', 'neutral', 'dissatisfied')", name='issue_event_satisfaction'),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_issue_event_issue_id'), 'issue_event', ['issue_id'], unique=False)
    op.create_table('print_item',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('chunk_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['print_batch.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['chunk_id'], ['print_chunk.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', 'subject_id')
    )
    op.create_index(op.f('ix_print_item_chunk_id'), 'print_item', ['chunk_id'], unique=False)
    op.create_table('resident_care',
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('care_category_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['care_category_id'], ['care_category.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('resident_id', 'care_category_id')
    )
    op.create_index(op.f('ix_resident_care_care_category_id'), 'resident_care', ['care_category_id'], unique=False)

    create_triggers(op.get_bind())


def downgrade() -> None:
    drop_triggers(op.get_bind())
    op.drop_index(op.f('ix_resident_care_care_category_id'), table_name='resident_care')
    op.drop_table('resident_care')
    op.drop_index(op.f('ix_print_item_chunk_id'), table_name='print_item')
    op.drop_table('print_item')
    op.drop_index(op.f('ix_issue_event_issue_id'), table_name='issue_event')
    op.drop_table('issue_event')
    op.drop_index(op.f('ix_assessment_score_assessment_id'), table_name='assessment_score')
    op.drop_table('assessment_score')
    op.drop_index('visit_household_day', table_name='visit')
    op.drop_index(op.f('ix_visit_visited_on'), table_name='visit')
    op.drop_index(op.f('ix_visit_member_id'), table_name='visit')
    op.drop_table('visit')
    op.drop_index('resident_one_head', table_name='resident', sqlite_where=sa.text("relation = 'head'"), postgresql_where=sa.text("relation = 'head'"))
    op.drop_index(op.f('ix_resident_name'), table_name='resident')
    op.drop_index(op.f('ix_resident_household_id'), table_name='resident')
    op.drop_table('resident')
    op.drop_index('print_chunk_open', table_name='print_chunk')
    op.drop_table('print_chunk')
    op.drop_index(op.f('ix_issue_state'), table_name='issue')
    op.drop_index(op.f('ix_issue_registered_at'), table_name='issue')
    op.drop_index(op.f('ix_issue_member_id'), table_name='issue')
    op.drop_index(op.f('ix_issue_household_id'), table_name='issue')
    op.drop_index(op.f('ix_issue_grid_id'), table_name='issue')
    op.drop_index(op.f('ix_issue_establishment_id'), table_name='issue')
    op.drop_index(op.f('ix_issue_due_on'), table_name='issue')
    op.drop_index(op.f('ix_issue_department_id'), table_name='issue')
    op.drop_index(op.f('ix_issue_category_id'), table_name='issue')
    op.drop_geospatial_index('idx_issue_location', table_name='issue', postgresql_using='gist', column_name='location')
    op.drop_geospatial_table('issue')
    op.drop_index(op.f('ix_assignment_member_id'), table_name='assignment')
    op.drop_index(op.f('ix_assignment_grid_id'), table_name='assignment')
    op.drop_table('assignment')
    op.drop_index(op.f('ix_assessment_scheme_id'), table_name='assessment')
    op.drop_index(op.f('ix_assessment_period'), table_name='assessment')
    op.drop_index(op.f('ix_assessment_member_id'), table_name='assessment')
    op.drop_index(op.f('ix_assessment_grid_id'), table_name='assessment')
    op.drop_index('assessment_member_once', table_name='assessment', sqlite_where=sa.text('member_id IS NOT NULL'), postgresql_where=sa.text('member_id IS NOT NULL'))
    op.drop_index('assessment_grid_once', table_name='assessment', sqlite_where=sa.text('grid_id IS NOT NULL'), postgresql_where=sa.text('grid_id IS NOT NULL'))
    op.drop_table('assessment')
    op.drop_index(op.f('ix_print_batch_state'), table_name='print_batch')
    op.drop_index(op.f('ix_print_batch_grid_id'), table_name='print_batch')
    op.drop_table('print_batch')
    op.drop_index(op.f('ix_member_phone'), table_name='member')
    op.drop_index(op.f('ix_member_name'), table_name='member')
    op.drop_index(op.f('ix_member_grid_id'), table_name='member')
    op.drop_table('member')
    op.drop_index(op.f('ix_household_phone'), table_name='household')
    op.drop_index(op.f('ix_household_head_name'), table_name='household')
    op.drop_geospatial_index('idx_household_location', table_name='household', postgresql_using='gist', column_name='location')
    op.drop_index('household_walk', table_name='household')
    op.drop_geospatial_table('household')
    op.drop_index(op.f('ix_establishment_grid_id'), table_name='establishment')
    op.drop_geospatial_index('idx_establishment_location', table_name='establishment', postgresql_using='gist', column_name='location')
    op.drop_geospatial_table('establishment')
    op.drop_index('idx_role_id', table_name='ab_permission_view_role')
    op.drop_index('idx_permission_view_id', table_name='ab_permission_view_role')
    op.drop_table('ab_permission_view_role')
    op.drop_table('issue_category')
    op.drop_index(op.f('ix_grid_path'), table_name='grid')
    op.drop_index(op.f('ix_grid_parent_id'), table_name='grid')
    op.drop_geospatial_index('idx_grid_boundary', table_name='grid', postgresql_using='gist', column_name='boundary')
    op.drop_geospatial_table('grid')
    op.drop_index(op.f('ix_department_staff_user_id'), table_name='department_staff')
    op.drop_table('department_staff')
    op.drop_index(op.f('ix_assessment_indicator_scheme_id'), table_name='assessment_indicator')
    op.drop_table('assessment_indicator')
    op.drop_table('account_state')
    op.drop_table('ab_user_role')
    op.drop_index('idx_user_id', table_name='ab_user_group')
    op.drop_index('idx_user_group_id', table_name='ab_user_group')
    op.drop_table('ab_user_group')
    op.drop_index('idx_view_menu_id', table_name='ab_permission_view')
    op.drop_index('idx_permission_id', table_name='ab_permission_view')
    op.drop_table('ab_permission_view')
    op.drop_index('idx_group_role_id', table_name='ab_group_role')
    op.drop_index('idx_group_id', table_name='ab_group_role')
    op.drop_table('ab_group_role')
    op.drop_index('idx_api_key_user_id', table_name='ab_api_key')
    op.drop_index('idx_api_key_prefix', table_name='ab_api_key')
    op.drop_index('idx_api_key_lookup_hash', table_name='ab_api_key')
    op.drop_table('ab_api_key')
    op.drop_table('plan_profile')
    op.drop_table('grid_level')
    op.drop_table('department')
    op.drop_table('care_category')
    op.drop_index(op.f('ix_audit_entry_user_id'), table_name='audit_entry')
    op.drop_index(op.f('ix_audit_entry_deed'), table_name='audit_entry')
    op.drop_index(op.f('ix_audit_entry_at'), table_name='audit_entry')
    op.drop_table('audit_entry')
    op.drop_table('assessment_scheme')
    op.drop_table('ab_view_menu')
    op.drop_table('ab_user')
    op.drop_table('ab_role')
    op.drop_table('ab_register_user')
    op.drop_table('ab_permission')
    op.drop_table('ab_group')
