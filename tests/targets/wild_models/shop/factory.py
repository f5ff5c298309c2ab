"""Models that exist once the application is made, and objects that listeners make with the tables."""

from sqlalchemy import DDL, Column, Integer, Table, Text, event
from sqlalchemy.orm import Mapper

from shop.base import Base, scratchpad


def create_app():
    class Customer(Base):
        __tablename__ = "customers"
        id = Column(Integer, primary_key=True)
        name = Column(Text)

    class Version(Base):
        __tablename__ = "alembic_version"
        __table_args__ = {"schema": "public"}
        version_num = Column(Text, primary_key=True)

    Table("pads", scratchpad, Column("id", Integer, primary_key=True))
    Table("customers", scratchpad, Column("id", Integer, primary_key=True), Column("name", Text), schema="shop")
    event.listen(Mapper, "after_configured", _late)
    touch = "CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    trigger = "CREATE TRIGGER touched BEFORE UPDATE ON shop.customers FOR EACH ROW EXECUTE FUNCTION shop.touch()"
    event.listen(Base.metadata, "before_create", DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    event.listen(Customer.__table__, "after_create", DDL(touch))
    event.listen(Customer.__table__, "after_create", DDL(trigger))


def _late():
    if "shop.customer_history" not in Base.metadata.tables:
        Table("customer_history", Base.metadata, Column("id", Integer, primary_key=True), Column("name", Text))
