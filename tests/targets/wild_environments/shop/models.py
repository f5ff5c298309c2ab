from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()
other = MetaData()
Table("logs", other, Column("id", Integer, primary_key=True))


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    name = Column(Text, unique=True)
    parent_id = Column(ForeignKey("things.id"))
