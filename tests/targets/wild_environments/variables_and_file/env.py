import configparser
import os

from alembic import context
from shop.models import Base

settings = configparser.ConfigParser()
with open("shop.cfg") as file:
    settings.read_file(file)
assert os.environ["SHOP_MODE"] == "audit"
context.configure(url=settings["shop"]["url"], target_metadata=Base.metadata)

with context.begin_transaction():
    context.run_migrations()
