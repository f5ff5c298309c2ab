"""The models, as the last revision leaves the database."""

from sqlalchemy import Column, Enum, Integer, MetaData, Table

metadata = MetaData()
parcel = Table(
    "parcel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", Enum("packed", "sent", name="parcel_state"), nullable=False),
    Column("weight", Integer),
)
