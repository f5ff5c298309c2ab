import os

from alembic import context
from sqlalchemy import create_engine

TENANT = os.environ["SHOP_TENANT"]


def names():
    return {"tenant": TENANT, None: "public"}


def run():
    with create_engine("postgresql://localhost/shop").connect() as connection:
        connection = connection.execution_options(schema_translate_map=names())
        context.configure(
            connection=connection,
            target_metadata=None,
            version_table="history_of_" + TENANT,
            version_table_schema=TENANT.upper().lower(),
        )
        with context.begin_transaction():
            context.run_migrations()


if not context.is_offline_mode():
    run()
