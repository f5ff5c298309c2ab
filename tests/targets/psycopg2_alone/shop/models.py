from sqlalchemy import Column, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Parcel(Base):
    __tablename__ = "parcel"

    id = Column(Integer, primary_key=True)
    label = Column(Text)
    sizes = Column(JSONB)
