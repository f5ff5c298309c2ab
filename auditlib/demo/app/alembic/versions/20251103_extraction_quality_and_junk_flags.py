"""Add extraction quality and junk detection fields

Revision ID: extraction_quality_junk_20251103
Revises: add_parser_feed_status_20251103
Create Date: 2025-11-03 17:11:00.000000
"""

from alembic import op

revision = "extraction_quality_junk_20251103"
down_revision = "add_parser_feed_status_20251103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # how well the text of the source could be read
    op.execute("""
        ALTER TABLE knowledge_items
            ADD COLUMN IF NOT EXISTS extraction_method VARCHAR(50),
            ADD COLUMN IF NOT EXISTS text_quality DOUBLE PRECISION,
            ADD COLUMN IF NOT EXISTS ocr_pages JSONB
    """)

    # navigation, cookie banners, tables of contents: never to be cited
    op.execute("""
        ALTER TABLE knowledge_chunks
            ADD COLUMN IF NOT EXISTS quality_score DOUBLE PRECISION,
            ADD COLUMN IF NOT EXISTS junk BOOLEAN NOT NULL DEFAULT false,
            ADD COLUMN IF NOT EXISTS drop_reason VARCHAR(100),
            ADD COLUMN IF NOT EXISTS ocr_used BOOLEAN NOT NULL DEFAULT false,
            ADD COLUMN IF NOT EXISTS start_char INTEGER,
            ADD COLUMN IF NOT EXISTS end_char INTEGER
    """)
    op.create_index(
        "idx_knowledge_chunks_junk",
        "knowledge_chunks",
        ["junk"],
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_index("idx_knowledge_chunks_junk", table_name="knowledge_chunks")
    for column in ("end_char", "start_char", "ocr_used", "drop_reason", "junk", "quality_score"):
        op.drop_column("knowledge_chunks", column)
    for column in ("ocr_pages", "text_quality", "extraction_method"):
        op.drop_column("knowledge_items", column)
