import sys

from sqlalchemy import Column

sys.exit("leaving")
COLUMN = Column("x")
