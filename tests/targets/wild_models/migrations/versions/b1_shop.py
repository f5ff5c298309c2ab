"""Customers and coupons."""

from alembic import op

revision = "b1"
down_revision = None


def upgrade():
    op.execute("create schema shop")
    op.execute("create extension pg_trgm")
    op.execute("create table shop.customers (id serial primary key, name text)")
    op.execute("create table shop.customer_history (id serial primary key, name text)")
    op.execute("create table shop.coupons (id serial primary key, customer_id integer references shop.customers (id))")
    op.execute("create function shop.touch() returns trigger language plpgsql as $$ BEGIN RETURN NEW; END $$")
    op.execute("create trigger touched before update on shop.customers for each row execute function shop.touch()")


def downgrade():
    op.execute("drop schema shop cascade")
