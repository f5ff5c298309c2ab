from alembic import context
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.runtime.environment import EnvironmentContext
from shop.models import Base

configure = EnvironmentContext.configure


def with_batches(self, *given, **options):
    return configure(self, *given, render_as_batch=True, **options)


class Impl(PostgresqlImpl):
    __dialect__ = "postgresql"


EnvironmentContext.configure = with_batches
context.configure(url="postgresql://", target_metadata=Base.metadata)

with context.begin_transaction():
    context.run_migrations()
