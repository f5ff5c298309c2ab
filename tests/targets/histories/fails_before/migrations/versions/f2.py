"""Two more tables; the type is there already, so that PostgreSQL refuses the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "f2"
down_revision = "f1"


def upgrade():
    colour = sa.Enum("red", "blue", name="fails_colour")
    op.create_table("fails_mark", sa.Column("id", sa.Integer, primary_key=True), sa.Column("colour", colour))
    op.create_table("fails_note", sa.Column("id", sa.Integer, primary_key=True), sa.Column("words", sa.String(10)))


def downgrade():
    op.drop_table("fails_note")
    op.drop_table("fails_mark")
