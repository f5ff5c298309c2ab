from alembic import context
from shop.web import current_app
from sqlalchemy import create_engine

migrate = current_app().extensions["migrate"]


def offline():
    context.configure(url="postgresql://", target_metadata=migrate["metadata"], literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def online():
    with create_engine("postgresql+psycopg://db.invalid/shop").connect() as connection:
        context.configure(connection=connection, target_metadata=migrate["metadata"], **migrate["configure_args"])
        with context.begin_transaction():
            context.run_migrations()


offline() if context.is_offline_mode() else online()
