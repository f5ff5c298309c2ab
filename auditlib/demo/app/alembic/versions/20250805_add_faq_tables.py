"""Add Intelligent FAQ System tables

Revision ID: add_faq_tables_20250805
Revises: add_regulatory_docs_20250804
Create Date: 2025-08-05 10:05:00.000000
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "add_faq_tables_20250805"
down_revision = "add_regulatory_docs_20250804"
branch_labels = None
depends_on = None

# normalization of questions, so that equal ones hit the cache
NORMALIZATION_TABLES = """
    CREATE TABLE query_normalization_log (
        id BIGSERIAL PRIMARY KEY,
        original_query TEXT NOT NULL,
        normalized_query TEXT NOT NULL,
        query_hash VARCHAR(64) NOT NULL,
        method VARCHAR(30) NOT NULL DEFAULT 'rules',
        created_at TIMESTAMPTZ NOT NULL DEFAULT now()
    );
    CREATE INDEX idx_query_normalization_log_hash ON query_normalization_log (query_hash);

    CREATE TABLE query_normalization_stats (
        day DATE PRIMARY KEY,
        total INTEGER NOT NULL DEFAULT 0,
        cache_hits INTEGER NOT NULL DEFAULT 0,
        CHECK (cache_hits <= total)
    );

    CREATE TABLE query_normalization_patterns (
        id SERIAL PRIMARY KEY,
        pattern TEXT NOT NULL UNIQUE,
        replacement TEXT NOT NULL,
        priority SMALLINT NOT NULL DEFAULT 100,
        enabled BOOLEAN NOT NULL DEFAULT true
    );
"""

NORMALIZATION_PATTERNS = """
    INSERT INTO query_normalization_patterns (pattern, replacement, priority) VALUES
        ('\\miva\\M', 'imposta sul valore aggiunto', 10),
        ('\\mtfr\\M', 'trattamento di fine rapporto', 10),
        ('\\mirpef\\M', 'imposta sul reddito delle persone fisiche', 20)
"""


def timestamps():
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )


def create_entries():
    op.create_table(
        "faq_entries",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("category", sa.String(100), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.String()), nullable=True),
        sa.Column("language", sa.String(5), server_default="it", nullable=False),
        sa.Column("hit_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("avg_helpfulness", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("previous_version_id", sa.String(36), nullable=True),
        sa.Column("needs_review", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("regulatory_refs", postgresql.JSONB(), nullable=True),
        sa.Column("search_vector", postgresql.TSVECTOR(), nullable=True),
        *timestamps(),
    )
    op.create_index("idx_faq_entries_category", "faq_entries", ["category"])
    op.create_index("idx_faq_entries_search_vector", "faq_entries", ["search_vector"], postgresql_using="gin")
    op.create_index(
        "idx_faq_entries_needs_review",
        "faq_entries",
        ["needs_review"],
        postgresql_where=sa.text("needs_review"),
    )


def create_usage_logs():
    op.create_table(
        "faq_usage_logs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("faq_id", sa.String(36), sa.ForeignKey("faq_entries.id", ondelete="CASCADE"), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=True),
        sa.Column("response_variation", sa.Text(), nullable=True),
        sa.Column("from_cache", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("cost_euros", sa.Numeric(10, 6), nullable=True),
        sa.Column("was_helpful", sa.Boolean(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index("idx_faq_usage_logs_faq_id", "faq_usage_logs", ["faq_id"])
    op.create_index("idx_faq_usage_logs_used_at", "faq_usage_logs", ["used_at"])


def create_version_history():
    op.create_table(
        "faq_version_history",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("faq_id", sa.String(36), sa.ForeignKey("faq_entries.id", ondelete="CASCADE"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("faq_id", "version", name="uq_faq_version_history_version"),
    )


def create_obsolescence_checks():
    op.create_table(
        "faq_obsolescence_checks",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("faq_id", sa.String(36), sa.ForeignKey("faq_entries.id", ondelete="CASCADE"), nullable=False),
        sa.Column("is_potentially_obsolete", sa.Boolean(), nullable=False),
        sa.Column("confidence_score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("confidence_score BETWEEN 0 AND 1", name="ck_faq_obsolescence_confidence"),
    )


def create_categories():
    op.create_table(
        "faq_categories",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("parent_id", sa.String(36), sa.ForeignKey("faq_categories.id"), nullable=True),
        sa.Column("sort_order", sa.Integer(), server_default="0", nullable=False),
        *timestamps(),
    )


def create_variation_cache():
    op.create_table(
        "faq_variation_cache",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("faq_id", sa.String(36), sa.ForeignKey("faq_entries.id", ondelete="CASCADE"), nullable=False),
        sa.Column("cache_key", sa.String(200), nullable=False, unique=True),
        sa.Column("variation_text", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )


def create_analytics_summary():
    op.create_table(
        "faq_analytics_summary",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("period_type", sa.String(20), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("total_queries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total_cost_savings", sa.Numeric(12, 4), server_default="0", nullable=False),
        sa.UniqueConstraint("period_type", "period_start", name="uq_faq_analytics_summary_period"),
    )


def upgrade() -> None:
    create_entries()
    create_usage_logs()
    create_version_history()
    create_obsolescence_checks()
    create_categories()
    create_variation_cache()
    create_analytics_summary()
    op.execute(NORMALIZATION_TABLES)
    op.execute(NORMALIZATION_PATTERNS)


def downgrade() -> None:
    for table in (
        "query_normalization_patterns",
        "query_normalization_stats",
        "query_normalization_log",
        "faq_analytics_summary",
        "faq_variation_cache",
        "faq_categories",
        "faq_obsolescence_checks",
        "faq_version_history",
        "faq_usage_logs",
        "faq_entries",
    ):
        op.drop_table(table)
