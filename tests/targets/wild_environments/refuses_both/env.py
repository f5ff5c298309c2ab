from alembic import context
from shop.models import Base

target_metadata = Base.metadata
if context.config.attributes.get("connection") is None:
    raise RuntimeError("the application hands its connection over")
context.configure(connection=context.config.attributes["connection"], target_metadata=target_metadata)
with context.begin_transaction():
    context.run_migrations()
