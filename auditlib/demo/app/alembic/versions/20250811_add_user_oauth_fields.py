"""Add OAuth fields to User model

Revision ID: 20250811_add_user_oauth_fields
Revises: 20250805_gdpr_deletion
Create Date: 2025-08-11 11:48:00.000000
"""

from alembic import op

revision = "20250811_add_user_oauth_fields"
down_revision = "20250805_gdpr_deletion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # IF NOT EXISTS: installations younger than the model have the columns from create_all
    op.execute('ALTER TABLE "user" ADD COLUMN IF NOT EXISTS name VARCHAR(255)')
    op.execute('ALTER TABLE "user" ADD COLUMN IF NOT EXISTS avatar_url VARCHAR(512)')
    op.execute("""
        ALTER TABLE "user"
            ADD COLUMN IF NOT EXISTS provider VARCHAR(50) NOT NULL DEFAULT 'email',
            ADD COLUMN IF NOT EXISTS provider_id VARCHAR(255)
    """)
    # somebody who logs in with Google has no password
    op.alter_column("user", "hashed_password", nullable=True)
    op.execute("""
        CREATE UNIQUE INDEX IF NOT EXISTS uq_user_provider_provider_id
        ON "user" (provider, provider_id) WHERE provider_id IS NOT NULL
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS uq_user_provider_provider_id")
    for column in ("provider_id", "provider", "avatar_url", "name"):
        op.drop_column("user", column)
