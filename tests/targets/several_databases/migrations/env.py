from alembic import context
from app.models import log, shop
from sqlalchemy import engine_from_config

target_metadata = {"shop": shop, "log": log}
names = [name.strip() for name in context.config.get_main_option("databases").split(",")]


def run_migrations_offline():
    for name in names:
        url = context.config.get_section_option(name, "sqlalchemy.url")
        context.configure(url=url, target_metadata=target_metadata[name], literal_binds=True)
        with context.begin_transaction():
            context.run_migrations(engine_name=name)


def run_migrations_online():
    engines = [engine_from_config(context.config.get_section(name), prefix="sqlalchemy.") for name in names]
    connections = [engine.connect() for engine in engines]
    transactions = [connection.begin() for connection in connections]
    for name, connection in zip(names, connections):
        context.configure(
            connection=connection,
            upgrade_token=f"{name}_upgrades",
            downgrade_token=f"{name}_downgrades",
            target_metadata=target_metadata[name],
        )
        context.run_migrations(engine_name=name)
    for transaction in transactions:
        transaction.commit()
    for connection in connections:
        connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
