import os

from alembic import context
from shop.models import Base
from sqlalchemy import create_engine


def run_migrations_offline():
    context.configure(url="postgresql://", target_metadata=Base.metadata, compare_type=False, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    with create_engine(os.environ["SHOP_URL"]).connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=False)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
