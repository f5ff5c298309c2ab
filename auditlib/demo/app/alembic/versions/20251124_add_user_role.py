"""Add role field to User model for RBAC

Revision ID: 20251124_add_user_role
Revises: 20251121_expert_feedback
Create Date: 2025-11-24 09:30:00.000000
"""

from alembic import op

revision = "20251124_add_user_role"
down_revision = "20251121_expert_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # regular_user, expert, admin, super_user: see UserRole in app/models/user.py
    op.execute("""
        ALTER TABLE "user"
        ADD COLUMN IF NOT EXISTS role VARCHAR(50) NOT NULL DEFAULT 'regular_user'
    """)
    # whoever has an expert profile is an expert already
    op.execute("""
        UPDATE "user" SET role = 'expert'
        WHERE role = 'regular_user' AND id IN (SELECT user_id FROM expert_profiles WHERE is_active)
    """)
    op.execute('CREATE INDEX IF NOT EXISTS idx_user_role ON "user" (role)')


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_user_role")
    op.execute('ALTER TABLE "user" DROP COLUMN IF EXISTS role')
