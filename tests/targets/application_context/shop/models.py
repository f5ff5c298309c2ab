from sqlalchemy import Column, Integer, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Invoice(Base):
    __tablename__ = "invoice"

    id = Column(Integer, primary_key=True)
    currency = Column(Text, server_default="eur")
