import os

from alembic import context
from sqlalchemy.engine import make_url

dialect = make_url(os.environ.get("SHOP_URL", "postgresql://localhost/shop")).get_backend_name()
context.script.version_locations = [os.path.join(context.script.dir, "versions", dialect)]
context.configure(url="postgresql://", target_metadata=None, version_table="dialect_version")
with context.begin_transaction():
    context.run_migrations()
