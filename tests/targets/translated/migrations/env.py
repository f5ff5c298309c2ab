from alembic import context
from sqlalchemy import create_engine

TENANT = "acme"


def run():
    with create_engine("postgresql://localhost/shop").connect() as connection:
        connection = connection.execution_options(schema_translate_map={"tenant": TENANT, None: "public"})
        context.configure(
            connection=connection,
            target_metadata=None,
            version_table="history",
            version_table_schema="bookkeeping",
        )
        with context.begin_transaction():
            context.run_migrations()


if not context.is_offline_mode():
    run()
