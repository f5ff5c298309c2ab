"""Create vector indexes for hybrid RAG retrieval

Revision ID: vector_indexes_20251103
Revises: enable_pgvector_20251103
Create Date: 2025-11-03 09:20:00.000000

The embeddings are optional: an installation without an OpenAI key runs on full-text search
alone and may not have the columns.
"""

from alembic import op

revision = "vector_indexes_20251103"
down_revision = "enable_pgvector_20251103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # TODO: tune m and ef_construction once there are more than 100k chunks
    op.execute("""
        DO $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM information_schema.columns
                WHERE table_schema = current_schema()
                  AND table_name = 'knowledge_items' AND column_name = 'embedding'
            ) THEN
                CREATE INDEX IF NOT EXISTS idx_knowledge_items_embedding_hnsw
                ON knowledge_items USING hnsw (embedding vector_cosine_ops);
            END IF;

            IF EXISTS (
                SELECT 1 FROM information_schema.columns
                WHERE table_schema = current_schema()
                  AND table_name = 'knowledge_chunks' AND column_name = 'embedding'
            ) THEN
                CREATE INDEX IF NOT EXISTS idx_knowledge_chunks_embedding_hnsw
                ON knowledge_chunks USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 64);
            END IF;
        END
        $$;
    """)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS idx_knowledge_chunks_embedding_hnsw")
    op.execute("DROP INDEX IF EXISTS idx_knowledge_items_embedding_hnsw")
