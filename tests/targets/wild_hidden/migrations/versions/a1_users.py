"""Users and orders."""

from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("create table users (id serial primary key, email varchar(100) unique, nickname varchar(20))")
    op.execute("create table orders (id serial primary key, user_id integer references users (id))")
    op.execute("create index ix_orders_user_id on orders (user_id)")
    op.execute("create table tool_state (state text)")


def downgrade():
    op.execute("drop table tool_state, orders, users")
