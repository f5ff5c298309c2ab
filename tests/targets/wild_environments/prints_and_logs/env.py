import logging
import os
import sys

from alembic import context
from shop.models import Base

os.makedirs("logs", exist_ok=True)
logging.getLogger("shop").addHandler(logging.FileHandler("logs/migrations.log"))
print("a line for whoever reads standard output", flush=True)
os.write(1, b"and one past Python\n")
sys.stderr.write("and one on standard error\n")
context.configure(url="postgresql://", target_metadata=Base.metadata)

with context.begin_transaction():
    context.run_migrations()
