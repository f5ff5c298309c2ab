from alembic import context

context.configure(url="postgresql://", target_metadata=None, version_table="fails_before_version")
with context.begin_transaction():
    context.run_migrations()
