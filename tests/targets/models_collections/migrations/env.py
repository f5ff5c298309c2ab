from alembic import context
from shop.base import Base, metadata as plain

target_metadata = [Base.metadata, plain]


def include_object(thing, name, kind, reflected, compare_to):
    return name != "ignored"


def run_migrations_online():
    raise RuntimeError("not here")


if context.is_offline_mode():
    context.configure(
        url=context.config.get_main_option("sqlalchemy.url"),
        target_metadata=target_metadata,
        include_object=include_object,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    run_migrations_online()
