from alembic import context
from shop.models import Base
from sqlalchemy.engine import make_url

dialect = make_url("postgresql://db.invalid/shop").get_backend_name()
context.config.set_main_option("version_locations", "locations_by_dialect/versions/" + dialect)
context.configure(url="postgresql://", target_metadata=Base.metadata)

with context.begin_transaction():
    context.run_migrations()
