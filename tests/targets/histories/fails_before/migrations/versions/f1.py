"""The first table and its type."""

import sqlalchemy as sa
from alembic import op

revision = "f1"
down_revision = None


def upgrade():
    colour = sa.Enum("red", "blue", name="fails_colour")
    op.create_table("fails_item", sa.Column("id", sa.Integer, primary_key=True), sa.Column("colour", colour))


def downgrade():
    op.drop_table("fails_item")
    op.execute("drop type fails_colour")
