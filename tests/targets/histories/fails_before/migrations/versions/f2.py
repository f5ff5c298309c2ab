"""Two more tables; the type is there already, so that PostgreSQL refuses to make it anew."""

import sqlalchemy as sa
from alembic import op

revision = "f2"
down_revision = "f1"


def upgrade():
    op.execute("CREATE TYPE fails_colour AS ENUM ('red', 'blue')")
    colour = sa.Enum("red", "blue", name="fails_colour", create_type=False)
    op.create_table("fails_mark", sa.Column("id", sa.Integer, primary_key=True), sa.Column("colour", colour))
    op.create_table("fails_note", sa.Column("id", sa.Integer, primary_key=True), sa.Column("words", sa.String(10)))


def downgrade():
    op.drop_table("fails_note")
    op.drop_table("fails_mark")
