from alembic import context

from shop.models import Base

context.configure(url="postgresql://", target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
