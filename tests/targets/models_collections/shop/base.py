from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()

metadata = MetaData(schema="stock")

shelves = Table(
    "shelves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "label",
        Text,
    ),
)


class Stamped:
    created_at = Column(DateTime(timezone=True), server_default=func.now())
