from alembic import context
from shop.models import Base, other

context.configure(url="postgresql://", target_metadata=[Base, other])

with context.begin_transaction():
    context.run_migrations()
