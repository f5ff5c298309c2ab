"""Add question_embedding vector column to expert_faq_candidates

Revision ID: 20251126_add_question_embedding
Revises: 20251124_add_generated_faq_id
Create Date: 2025-11-26 09:14:00.000000
"""

import sqlalchemy as sa
from pgvector.sqlalchemy import Vector

from alembic import op

revision = "20251126_add_question_embedding"
down_revision = "20251124_add_generated_faq_id"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expert_faq_candidates", sa.Column("question_embedding", Vector(1536), nullable=True))
    op.execute("""
        CREATE INDEX idx_expert_faq_candidates_question_embedding
        ON expert_faq_candidates USING hnsw (question_embedding vector_cosine_ops)
    """)


def downgrade() -> None:
    op.drop_index("idx_expert_faq_candidates_question_embedding", table_name="expert_faq_candidates")
    op.drop_column("expert_faq_candidates", "question_embedding")
