from alembic import context
from shop.models import Base


def compare_type(context, inspected_column, metadata_column, inspected_type, metadata_type):
    return False


class Defaults:
    def __call__(self, context, inspected_column, metadata_column, inspected, metadata, rendered):
        return None


context.configure(
    url="postgresql://",
    target_metadata=Base.metadata,
    compare_type=compare_type,
    compare_server_default=Defaults(),
)

with context.begin_transaction():
    context.run_migrations()
