"""Add publication_date column to knowledge_items

Revision ID: 20251111_add_pub_date
Revises: extraction_quality_junk_20251103
Create Date: 2025-11-11 10:00:00.000000
"""

import sqlalchemy as sa

from alembic import op

revision = "20251111_add_pub_date"
down_revision = "extraction_quality_junk_20251103"
branch_labels = None
depends_on = None


def upgrade():
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("knowledge_items")}
    if "publication_date" not in columns:
        op.add_column("knowledge_items", sa.Column("publication_date", sa.Date(), nullable=True))

    op.execute("""
        CREATE INDEX IF NOT EXISTS idx_knowledge_items_publication_date
        ON knowledge_items (publication_date DESC NULLS LAST)
    """)
    op.execute("COMMENT ON COLUMN knowledge_items.publication_date IS 'Date on the document itself, not of its import'")


def downgrade():
    op.execute("DROP INDEX IF EXISTS idx_knowledge_items_publication_date")
    op.drop_column("knowledge_items", "publication_date")
