"""Add question_embedding vector column to expert_faq_candidates table

Revision ID: 20251126_expert_faq_embedding
Revises: 20251126_add_question_embedding
Create Date: 2025-11-26 11:47:00.000000

The FAQ of experts are looked up by meaning before the model is asked.
"""

from alembic import op

revision = "20251126_expert_faq_embedding"
down_revision = "20251126_faq_candidates_embedding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE expert_faq_candidates
        ADD COLUMN question_embedding vector(1536)
    """)
    op.execute("""
        CREATE INDEX IF NOT EXISTS idx_expert_faq_candidates_embedding
        ON expert_faq_candidates USING ivfflat (question_embedding vector_cosine_ops) WITH (lists = 100)
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_expert_faq_candidates_embedding")
    op.execute("ALTER TABLE expert_faq_candidates DROP COLUMN IF EXISTS question_embedding")
