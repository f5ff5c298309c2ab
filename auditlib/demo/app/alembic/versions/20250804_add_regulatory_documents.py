"""Add regulatory documents tables for Dynamic Knowledge Collection System

Revision ID: add_regulatory_docs_20250804
Revises: add_postgresql_fts_20250804
Create Date: 2025-08-04 15:40:00.000000
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "add_regulatory_docs_20250804"
down_revision = "add_postgresql_fts_20250804"
branch_labels = None
depends_on = None

# tables whose updated_at is kept by a trigger
TOUCHED = ("regulatory_documents", "feed_status", "document_collections")


def _create_documents() -> None:
    op.create_table(
        "regulatory_documents",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("source_type", sa.String(length=50), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("document_number", sa.String(length=50), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=True),
        sa.Column("document_metadata", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("previous_version_id", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=20), server_default="active", nullable=False),
        sa.Column("knowledge_item_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["knowledge_item_id"], ["knowledge_items.id"], name="fk_regulatory_documents_knowledge_item"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_regulatory_documents"),
        sa.UniqueConstraint("url", name="uq_regulatory_documents_url"),
    )
    op.create_index("idx_regulatory_documents_source", "regulatory_documents", ["source"])
    op.create_index("idx_regulatory_documents_content_hash", "regulatory_documents", ["content_hash"])
    op.create_index("idx_regulatory_documents_published", "regulatory_documents", [sa.text("published_date DESC")])


def _create_feed_status() -> None:
    op.create_table(
        "feed_status",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("feed_url", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("feed_type", sa.String(length=50), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("last_checked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consecutive_errors", sa.Integer(), server_default="0", nullable=False),
        sa.Column("check_interval_minutes", sa.Integer(), server_default="240", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed_status"),
        sa.UniqueConstraint("feed_url", name="uq_feed_status_feed_url"),
    )


def _create_processing_log() -> None:
    op.create_table(
        "document_processing_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=True),
        sa.Column("document_url", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(length=50), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("processing_time_ms", sa.Float(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["regulatory_documents.id"],
            name="fk_document_processing_log_document",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_processing_log"),
    )
    op.create_index("idx_document_processing_log_document", "document_processing_log", ["document_id"])


def _create_collections() -> None:
    op.create_table(
        "document_collections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("document_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=20), server_default="active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_collections"),
        sa.UniqueConstraint("name", name="uq_document_collections_name"),
    )


def _keep_updated_at() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION update_updated_at_column()
        RETURNS TRIGGER AS $$
        BEGIN
            NEW.updated_at = now();
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;
    """)
    for table in TOUCHED:
        op.execute(f"""
            CREATE TRIGGER update_{table}_updated_at
            BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """)


def upgrade() -> None:
    _create_documents()
    _create_feed_status()
    _create_processing_log()
    _create_collections()
    _keep_updated_at()


def downgrade() -> None:
    for table in TOUCHED:
        op.execute(f"DROP TRIGGER IF EXISTS update_{table}_updated_at ON {table}")
    op.execute("DROP FUNCTION IF EXISTS update_updated_at_column()")
    op.drop_table("document_collections")
    op.drop_table("document_processing_log")
    op.drop_table("feed_status")
    op.drop_table("regulatory_documents")
