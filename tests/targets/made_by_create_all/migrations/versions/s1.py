import sqlalchemy as sa
from alembic import op

revision = "s1"
down_revision = None


def upgrade():
    op.create_table("customer", sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.String(200)))
    op.create_index("ix_customer_email", "customer", ["email"], unique=True)


def downgrade():
    op.drop_table("customer")
