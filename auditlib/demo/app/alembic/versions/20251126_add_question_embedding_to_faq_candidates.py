"""Add question_embedding vector column to faq_candidates table

Revision ID: 20251126_faq_candidates_embedding
Revises: 20251126_add_question_embedding
Create Date: 2025-11-26 10:31:00.000000
"""

from alembic import op

revision = "20251126_faq_candidates_embedding"
down_revision = "20251126_add_question_embedding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE faq_candidates
        ADD COLUMN question_embedding vector(1536)
    """)
    op.execute("""
        CREATE INDEX idx_faq_candidates_question_embedding
        ON faq_candidates USING ivfflat (question_embedding vector_cosine_ops) WITH (lists = 100)
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_faq_candidates_question_embedding")
    op.execute("ALTER TABLE faq_candidates DROP COLUMN IF EXISTS question_embedding")
