from alembic import context

from shop.models import metadata

context.configure(url="postgresql://", target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
