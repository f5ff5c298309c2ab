from alembic import context
from shop.models import Base
from sqlalchemy import create_engine

with create_engine("postgresql+psycopg2cffi://db.invalid/shop").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
