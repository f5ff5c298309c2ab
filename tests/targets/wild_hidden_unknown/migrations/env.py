from alembic import context
from shop import metadata


def include_object(object, name, type_, reflected, compare_to):
    return not reflected or object.owner == "shop"


context.configure(url="postgresql://", target_metadata=metadata, include_object=include_object)
