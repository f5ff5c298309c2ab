from alembic import context
from models import Base
from sqlalchemy import create_engine

target_metadata = Base.metadata
with create_engine("postgresql+psycopg://admin:sesame@db.invalid/shop").connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
