from alembic import context

context.configure(url="postgresql://", target_metadata=None)
context.run_migrations()
