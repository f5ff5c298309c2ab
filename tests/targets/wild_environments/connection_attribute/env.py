from alembic import context
from shop.models import Base

connection = context.config.attributes["connection"]
with connection.begin():
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
