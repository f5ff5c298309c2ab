from alembic import context
from shop.models import Base


def include_object(object, name, type_, reflected, compare_to):
    return not (type_ == "table" and reflected and compare_to is None)


context.configure(url="postgresql://", target_metadata=Base.metadata, include_object=include_object)
with context.begin_transaction():
    context.run_migrations()
