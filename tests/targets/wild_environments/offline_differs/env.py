from alembic import context
from shop.models import Base
from sqlalchemy import create_engine


def run_migrations_offline():
    context.configure(url="postgresql://", target_metadata=Base.metadata, literal_binds=True, compare_type=False)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    with create_engine("postgresql+psycopg://db.invalid/shop").connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
