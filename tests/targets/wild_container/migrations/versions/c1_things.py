"""Things."""

from alembic import op

revision = "c1"
down_revision = None


def upgrade():
    op.execute("create table things (id serial primary key)")


def downgrade():
    op.execute("drop table things")
