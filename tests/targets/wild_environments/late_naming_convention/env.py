from alembic import context
from shop.models import Base

Base.metadata.naming_convention = {
    "uq": "unique_%(table_name)s_%(column_0_name)s",
    "fk": "key_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(column_0_label)s",
}
context.configure(url="postgresql://", target_metadata=Base.metadata)

with context.begin_transaction():
    context.run_migrations()
