"""Add query_signature column to expert_faq_candidates for golden set lookup

Revision ID: 20251126_add_query_signature
Revises: 20251126_expert_faq_embedding
Create Date: 2025-11-26 15:22:00.000000
"""

import sqlalchemy as sa

from alembic import op

revision = "20251126_add_query_signature"
down_revision = "20251126_expert_faq_embedding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expert_faq_candidates", sa.Column("query_signature", sa.String(length=64), nullable=True))
    op.create_index("idx_expert_faq_candidates_query_signature", "expert_faq_candidates", ["query_signature"])


def downgrade() -> None:
    op.drop_index("idx_expert_faq_candidates_query_signature", table_name="expert_faq_candidates")
    op.drop_column("expert_faq_candidates", "query_signature")
