from alembic import context
from shop.models import Base

PRODUCT = context.config.attributes["shop_settings"]["product"]
context.configure(url="postgresql://", target_metadata=Base.metadata, version_table="versions_of_" + PRODUCT)

with context.begin_transaction():
    context.run_migrations()
