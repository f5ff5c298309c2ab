import sqlalchemy as sa
from alembic import op

revision = "v1"
down_revision = None


def upgrade():
    op.execute("create schema if not exists acme")
    op.create_table("account", sa.Column("id", sa.Integer, primary_key=True), schema="tenant")


def downgrade():
    op.drop_table("account", schema="tenant")
