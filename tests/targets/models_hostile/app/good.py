import sys

from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()
print("models print to standard output")
print("and to standard error", file=sys.stderr)
sys.stdout.write("without an end of line")


class Good(Base):
    __tablename__ = "good"
    id = Column(Integer, primary_key=True)
