from alembic import context

from app.good import Base

print("env.py prints to standard output")
context.configure(url="postgresql://", target_metadata=Base.metadata)
