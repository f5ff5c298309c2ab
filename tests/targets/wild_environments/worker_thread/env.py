import threading

from alembic import context
from shop.models import Base


def migrate():
    context.configure(url="postgresql://", target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


worker = threading.Thread(target=migrate)
worker.start()
worker.join()
