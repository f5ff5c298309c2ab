import os

from alembic import context
from shop.models import Base


def online():
    options = {"include_object": lambda *given: given[1] != os.environ["SHOP_HIDDEN"]}
    if not os.environ.get("SHOP_ONLINE"):
        raise RuntimeError("SHOP_ONLINE is not set")
    context.configure(connection=None, target_metadata=Base.metadata, **options)


if context.is_offline_mode():
    context.configure(url="postgresql://", target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
else:
    online()
