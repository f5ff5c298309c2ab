"""Enable pgvector extension for vector similarity search

Revision ID: enable_pgvector_20251103
Revises: 20250811_add_user_oauth_fields
Create Date: 2025-11-03 08:55:00.000000
"""

from alembic import op

revision = "enable_pgvector_20251103"
down_revision = "20250811_add_user_oauth_fields"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")


def downgrade() -> None:
    # dropping the extension would drop every embedding with it
    pass
