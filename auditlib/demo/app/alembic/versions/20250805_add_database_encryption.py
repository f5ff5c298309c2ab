"""Add database encryption infrastructure

Revision ID: add_database_encryption_20250805
Revises: add_faq_tables_20250805
Create Date: 2025-08-05 16:30:00.000000

Keys are wrapped by the KMS; only the wrapped key is stored here.
"""

from alembic import op

revision = "add_database_encryption_20250805"
down_revision = "add_faq_tables_20250805"
branch_labels = None
depends_on = None

KEYS_TABLE = """
    CREATE TABLE IF NOT EXISTS encryption_keys (
        id SERIAL PRIMARY KEY,
        key_version INTEGER NOT NULL UNIQUE,
        wrapped_key BYTEA NOT NULL,
        algorithm VARCHAR(50) NOT NULL DEFAULT 'AES-256-CBC',
        is_active BOOLEAN NOT NULL DEFAULT false,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        rotated_at TIMESTAMPTZ
    );
"""

AUDIT_LOG_TABLE = """
    CREATE TABLE IF NOT EXISTS encryption_audit_log (
        id BIGSERIAL PRIMARY KEY,
        operation VARCHAR(20) NOT NULL CHECK (operation IN ('encrypt', 'decrypt', 'rotate', 'migrate')),
        field_name VARCHAR(100),
        key_version INTEGER REFERENCES encryption_keys (key_version),
        success BOOLEAN NOT NULL,
        error_message TEXT,
        duration_ms DOUBLE PRECISION,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now()
    );
    CREATE INDEX IF NOT EXISTS idx_encryption_audit_log_created_at
        ON encryption_audit_log USING brin (created_at);
"""

CONFIG_TABLE = """
    CREATE TABLE IF NOT EXISTS encryption_config (
        name VARCHAR(100) PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
    );
    INSERT INTO encryption_config (name, value)
    VALUES ('key_rotation_days', '90'), ('audit_retention_days', '365')
    ON CONFLICT (name) DO NOTHING;
"""

FIELD_REGISTRY_TABLE = """
    CREATE TABLE IF NOT EXISTS encrypted_field_registry (
        id SERIAL PRIMARY KEY,
        table_name VARCHAR(100) NOT NULL,
        column_name VARCHAR(100) NOT NULL,
        field_type VARCHAR(50) NOT NULL,
        sensitivity VARCHAR(20) NOT NULL DEFAULT 'high',
        encrypted BOOLEAN NOT NULL DEFAULT false,
        UNIQUE (table_name, column_name)
    );
"""

FINGERPRINT_FUNCTION = """
    CREATE OR REPLACE FUNCTION encryption_fingerprint(plain TEXT)
    RETURNS TEXT
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT encode(digest(plain, 'sha256'), 'hex') $$;
"""

LOG_FUNCTION = """
    CREATE OR REPLACE FUNCTION log_encryption_operation(
        p_operation VARCHAR, p_field VARCHAR, p_key_version INTEGER, p_success BOOLEAN DEFAULT true
    ) RETURNS void AS $$
    BEGIN
        INSERT INTO encryption_audit_log (operation, field_name, key_version, success)
        VALUES (p_operation, p_field, p_key_version, p_success);
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'encryption audit failed: %', SQLERRM;
    END;
    $$ LANGUAGE plpgsql;
"""

AUDIT_SUMMARY_VIEW = """
    CREATE OR REPLACE VIEW encryption_audit_summary_view AS
    SELECT date_trunc('day', created_at) AS day, operation,
           count(*) AS total, count(*) FILTER (WHERE NOT success) AS failed
    FROM encryption_audit_log
    GROUP BY 1, 2;
"""

STATUS_VIEW = """
    CREATE OR REPLACE VIEW encryption_status_view AS
    SELECT r.table_name, r.column_name, r.sensitivity, r.encrypted, k.key_version
    FROM encrypted_field_registry r
    LEFT JOIN encryption_keys k ON k.is_active;
"""


def upgrade() -> None:
    op.execute('CREATE EXTENSION IF NOT EXISTS "pgcrypto"')

    op.execute(KEYS_TABLE)
    # at most one active key
    op.execute("""
        CREATE UNIQUE INDEX IF NOT EXISTS uq_encryption_keys_active
        ON encryption_keys (is_active) WHERE is_active;
    """)

    op.execute(AUDIT_LOG_TABLE)
    op.execute(CONFIG_TABLE)
    op.execute(FIELD_REGISTRY_TABLE)

    op.execute(FINGERPRINT_FUNCTION)
    op.execute(LOG_FUNCTION)
    op.execute(AUDIT_SUMMARY_VIEW)
    op.execute(STATUS_VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW IF EXISTS encryption_status_view")
    op.execute("DROP VIEW IF EXISTS encryption_audit_summary_view")
    op.execute("DROP FUNCTION IF EXISTS log_encryption_operation(VARCHAR, VARCHAR, INTEGER, BOOLEAN)")
    op.execute("DROP FUNCTION IF EXISTS encryption_fingerprint(TEXT)")
    op.execute("DROP TABLE IF EXISTS encrypted_field_registry")
    op.execute("DROP TABLE IF EXISTS encryption_config")
    op.execute("DROP TABLE IF EXISTS encryption_audit_log")
    op.execute("DROP TABLE IF EXISTS encryption_keys")
    # pgcrypto stays, other applications of the cluster may use it
