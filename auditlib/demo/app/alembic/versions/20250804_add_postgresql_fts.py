"""Add PostgreSQL Full-Text Search support

Revision ID: add_postgresql_fts_20250804
Revises:
Create Date: 2025-08-04 09:12:00.000000

Italian full-text search on knowledge_items: a text search configuration that ignores
accents, a tsvector column kept by a trigger, and its GIN index.
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "add_postgresql_fts_20250804"
down_revision = None
branch_labels = None
depends_on = None

# CREATE TEXT SEARCH CONFIGURATION knows no IF NOT EXISTS
CONFIGURATION = """
    DO $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_ts_config WHERE cfgname = 'italian_unaccent') THEN
            CREATE TEXT SEARCH CONFIGURATION italian_unaccent (COPY = italian);
            ALTER TEXT SEARCH CONFIGURATION italian_unaccent
                ALTER MAPPING FOR hword, hword_part, word WITH unaccent, italian_stem;
        END IF;
    END
    $$;
"""

SEARCH_VECTOR_FUNCTION = """
    CREATE OR REPLACE FUNCTION update_knowledge_items_search_vector()
    RETURNS trigger AS $$
    BEGIN
        NEW.search_vector :=
            setweight(to_tsvector('italian', coalesce(NEW.title, '')), 'A') ||
            setweight(to_tsvector('italian', coalesce(NEW.content, '')), 'B') ||
            setweight(to_tsvector('italian', coalesce(NEW.category, '')), 'C');
        RETURN NEW;
    END
    $$ LANGUAGE plpgsql;
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    op.execute(CONFIGURATION)

    op.execute("ALTER TABLE knowledge_items ADD COLUMN IF NOT EXISTS search_vector tsvector")
    op.execute(SEARCH_VECTOR_FUNCTION)
    op.execute("DROP TRIGGER IF EXISTS knowledge_items_search_vector_trigger ON knowledge_items")
    op.execute("""
        CREATE TRIGGER knowledge_items_search_vector_trigger
        BEFORE INSERT OR UPDATE ON knowledge_items
        FOR EACH ROW EXECUTE FUNCTION update_knowledge_items_search_vector();
    """)

    # rows that were there before
    op.execute("""
        UPDATE knowledge_items
        SET search_vector =
            setweight(to_tsvector('italian', coalesce(title, '')), 'A') ||
            setweight(to_tsvector('italian', coalesce(content, '')), 'B')
        WHERE search_vector IS NULL
    """)

    op.execute("""
        CREATE INDEX IF NOT EXISTS idx_knowledge_items_search_vector
        ON knowledge_items USING gin (search_vector)
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_knowledge_items_search_vector")
    op.execute("DROP TRIGGER IF EXISTS knowledge_items_search_vector_trigger ON knowledge_items")
    op.execute("DROP FUNCTION IF EXISTS update_knowledge_items_search_vector()")
    op.execute("ALTER TABLE knowledge_items DROP COLUMN IF EXISTS search_vector")
    op.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS italian_unaccent")
