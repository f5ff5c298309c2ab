from alembic import context
from shop.models import Base
from sqlalchemy import engine_from_config

target_metadata = Base.metadata


def include_name(name, type_, parent_names):
    if type_ == "schema":
        return name in (None, "stock")
    if type_ == "table":
        return not parent_names["schema_qualified_table_name"].startswith("orders_p")
    return True


def include_object(object, name, type_, reflected, compare_to):
    if type_ == "table" and reflected and compare_to is None:
        return len(object.columns) > 1 and object.columns["id"].type.python_type is int
    if type_ == "index" and reflected and name.startswith("manual_"):
        return False
    if type_ == "column":
        return name != "nickname" or object.table.name != "users"
    return not object.info.get("skip", False)


def run_migrations_offline():
    context.configure(url="postgresql://", target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    connectable = engine_from_config({"sqlalchemy.url": "postgresql+psycopg://db.invalid/shop"})
    with connectable.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            include_schemas=True,
            include_name=include_name,
            include_object=include_object,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
