"""Add GDPR deletion system

Revision ID: 20250805_gdpr_deletion
Revises: add_database_encryption_20250805
Create Date: 2025-08-05 18:20:00.000000
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "20250805_gdpr_deletion"
down_revision = "add_database_encryption_20250805"
branch_labels = None
depends_on = None


def create_requests():
    op.create_table(
        "gdpr_deletion_requests",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.String(50), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("initiated_by_user", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("priority", sa.String(20), nullable=False, server_default="normal"),
        sa.Column("status", sa.String(20), nullable=False, server_default="pending"),
        sa.Column("request_timestamp", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        # the law gives us thirty days
        sa.Column("deletion_deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_gdpr_deletion_requests_user"),
        sa.UniqueConstraint("request_id", name="uq_gdpr_deletion_requests_request_id"),
    )
    op.create_index("idx_gdpr_requests_user_id", "gdpr_deletion_requests", ["user_id"])
    op.create_index("idx_gdpr_requests_deadline", "gdpr_deletion_requests", ["status", "deletion_deadline"])


def create_audit_log():
    op.create_table(
        "gdpr_deletion_audit_log",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.String(50), nullable=False),
        # no foreign key: the line must outlive the user
        sa.Column("original_user_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(50), nullable=False),
        sa.Column("table_name", sa.String(100), nullable=True),
        sa.Column("records_deleted", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("details", postgresql.JSONB(), nullable=True),
        sa.Column("timestamp", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("idx_gdpr_audit_request_id", "gdpr_deletion_audit_log", ["request_id"])


def create_certificates():
    op.create_table(
        "gdpr_deletion_certificates",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("certificate_id", sa.String(50), nullable=False, unique=True),
        sa.Column(
            "request_id",
            sa.String(50),
            sa.ForeignKey("gdpr_deletion_requests.request_id", name="fk_gdpr_certificates_request"),
            nullable=False,
        ),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("certificate_text", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def upgrade():
    create_requests()
    create_audit_log()
    create_certificates()


def downgrade():
    op.drop_table("gdpr_deletion_certificates")
    op.drop_index("idx_gdpr_audit_request_id", table_name="gdpr_deletion_audit_log")
    op.drop_table("gdpr_deletion_audit_log")
    op.drop_index("idx_gdpr_requests_deadline", table_name="gdpr_deletion_requests")
    op.drop_index("idx_gdpr_requests_user_id", table_name="gdpr_deletion_requests")
    op.drop_table("gdpr_deletion_requests")
