import os

from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

assert os.environ["SHOP_CONTAINER"] == "yes"
Base = declarative_base()


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
