from alembic import context
from shop import core


def include_object(object, name, type_, reflected, compare_to):
    return not (type_ == "table" and reflected and compare_to is None)


context.configure(
    url="postgresql://",
    target_metadata=core,
    include_object=include_object,
    version_table="versions_core",
)
