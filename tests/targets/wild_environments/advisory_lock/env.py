from alembic import context
from shop.models import Base
from sqlalchemy import create_engine, text

if context.is_offline_mode():
    raise SystemExit("offline mode is not supported")
with create_engine("postgresql+psycopg://db.invalid/shop").connect() as connection:
    connection.execute(text("SELECT pg_advisory_lock(4711)"))
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(4711)"))
