import sqlalchemy as sa
from alembic import op

revision = "v2"
down_revision = "v1"


def upgrade():
    op.create_table("note", sa.Column("id", sa.Integer, primary_key=True), schema="tenant")


def downgrade():
    op.drop_table("note", schema="tenant")
