"""Add parser column to feed_status table

Revision ID: add_parser_feed_status_20251103
Revises: fts_unaccent_weights_20251103
Create Date: 2025-11-03 14:37:00.000000
"""

import sqlalchemy as sa

from alembic import op

revision = "add_parser_feed_status_20251103"
down_revision = "fts_unaccent_weights_20251103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed_status", sa.Column("parser", sa.String(length=50), nullable=True))
    op.execute("UPDATE feed_status SET parser = 'generic' WHERE parser IS NULL")
    op.execute("UPDATE feed_status SET parser = 'inps' WHERE source = 'inps'")


def downgrade() -> None:
    op.drop_column("feed_status", "parser")
