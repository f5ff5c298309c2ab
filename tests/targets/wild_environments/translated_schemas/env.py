from alembic import context
from shop.models import Base
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://db.invalid/shop")
with engine.connect() as connection:
    connection = connection.execution_options(schema_translate_map={None: "tenant"})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table_schema="tenant",
        include_schemas=True,
    )
    with context.begin_transaction():
        context.run_migrations()
