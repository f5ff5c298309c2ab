"""add generated_faq_id to expert_feedback

Revision ID: 20251124_add_generated_faq_id
Revises: 20251124_add_user_role
Create Date: 2025-11-24 16:05:00.000000
"""

import sqlalchemy as sa

from alembic import op

revision = "20251124_add_generated_faq_id"
down_revision = "20251124_add_user_role"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # a foreign key to generated_faqs follows once that table exists
    op.add_column("expert_feedback", sa.Column("generated_faq_id", sa.Text(), nullable=True))
    op.create_index(
        "idx_expert_feedback_generated_faq_id",
        "expert_feedback",
        ["generated_faq_id"],
        postgresql_where=sa.text("generated_faq_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("idx_expert_feedback_generated_faq_id", table_name="expert_feedback")
    op.drop_column("expert_feedback", "generated_faq_id")
