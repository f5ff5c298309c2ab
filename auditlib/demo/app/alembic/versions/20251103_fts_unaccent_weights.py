"""Improve FTS with unaccent and weighted search

Revision ID: fts_unaccent_weights_20251103
Revises: vector_indexes_20251103
Create Date: 2025-11-03 11:02:00.000000
"""

from alembic import op

revision = "fts_unaccent_weights_20251103"
down_revision = "vector_indexes_20251103"
branch_labels = None
depends_on = None

ITEMS_FUNCTION = """
    CREATE OR REPLACE FUNCTION knowledge_items_tsv_update() RETURNS trigger AS $$
    BEGIN
        NEW.search_vector :=
            setweight(to_tsvector('italian_unaccent', coalesce(NEW.title, '')), 'A') ||
            setweight(to_tsvector('italian_unaccent', coalesce(NEW.subcategory, '')), 'B') ||
            setweight(to_tsvector('italian_unaccent', coalesce(NEW.content, '')), 'C');
        RETURN NEW;
    END
    $$ LANGUAGE plpgsql
"""

CHUNKS_FUNCTION = """
    CREATE OR REPLACE FUNCTION knowledge_chunks_tsv_update() RETURNS trigger AS $$
    BEGIN
        NEW.search_vector :=
            setweight(to_tsvector('italian_unaccent', coalesce(NEW.document_title, '')), 'A') ||
            setweight(to_tsvector('italian_unaccent', coalesce(NEW.chunk_text, '')), 'C');
        RETURN NEW;
    END
    $$ LANGUAGE plpgsql
"""


def _trigger(table: str, columns: str) -> None:
    op.execute(f"DROP TRIGGER IF EXISTS {table}_tsv_trigger ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_tsv_trigger BEFORE INSERT OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_tsv_update()"
    )


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")

    # replaces the trigger of add_postgresql_fts_20250804
    op.execute("DROP TRIGGER IF EXISTS knowledge_items_search_vector_trigger ON knowledge_items")
    op.execute(ITEMS_FUNCTION)
    _trigger("knowledge_items", "title, subcategory, content")

    op.execute("ALTER TABLE knowledge_chunks ADD COLUMN IF NOT EXISTS search_vector tsvector")
    op.execute(CHUNKS_FUNCTION)
    _trigger("knowledge_chunks", "document_title, chunk_text")
    op.execute("""
        CREATE INDEX IF NOT EXISTS idx_knowledge_chunks_search_vector
        ON knowledge_chunks USING gin (search_vector)
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_knowledge_chunks_search_vector")
    op.execute("DROP TRIGGER IF EXISTS knowledge_chunks_tsv_trigger ON knowledge_chunks")
    op.execute("DROP TRIGGER IF EXISTS knowledge_items_tsv_trigger ON knowledge_items")
    op.execute("DROP FUNCTION IF EXISTS knowledge_chunks_tsv_update()")
    op.execute("DROP FUNCTION IF EXISTS knowledge_items_tsv_update()")
    op.execute("ALTER TABLE knowledge_chunks DROP COLUMN IF EXISTS search_vector")
    op.execute("""
        CREATE TRIGGER knowledge_items_search_vector_trigger
        BEFORE INSERT OR UPDATE ON knowledge_items
        FOR EACH ROW EXECUTE FUNCTION update_knowledge_items_search_vector()
    """)
