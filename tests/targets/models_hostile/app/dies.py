import os

from sqlalchemy import Column

os._exit(7)
COLUMN = Column("x")
