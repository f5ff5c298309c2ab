import enum

from sqlalchemy import Column, Enum, ForeignKey, Index, Integer, String, event
from sqlalchemy.orm import relationship
from sqlalchemy.schema import DDL

from shop.base import Base, Stamped


class Level(enum.Enum):
    low = "low"
    high = "high"


class Person(Stamped, Base):
    """Somebody who buys."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_name_lower", "name", postgresql_using="btree"), {"comment": "buyers, 100% of them"})

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False, comment="as on the card")
    level = Column(Enum(Level, name="level"))
    parent_id = Column(ForeignKey("people.id"))
    orders = relationship("Order", back_populates="person")


class Employee(Person):
    """Shares the table of people."""

    badge = Column("badge_number", String(10))


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    person_id = Column(Integer, ForeignKey("people.id", ondelete="CASCADE"))
    shelf_id = Column(Integer, ForeignKey("stock.shelves.id"))
    ghost_id = Column(Integer, ForeignKey("ghosts.id"))
    person = relationship(Person, back_populates="orders")


event.listen(
    Order.__table__,
    "after_create",
    DDL("create function touched() returns trigger language plpgsql as 'begin return new; end'"),
)
