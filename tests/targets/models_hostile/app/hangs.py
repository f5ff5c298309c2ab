import time

from sqlalchemy import Column

time.sleep(3600)
COLUMN = Column("x")
