from sqlalchemy import Column, ForeignKey, Integer, Text, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Review(Base):
    __tablename__ = "reviews"
    id = Column(Integer, primary_key=True)
    person_id = Column(
        UUID(as_uuid=True),
        ForeignKey("people.id"),
    )
    text = Column(Text)


class People(Base):
    __tablename__ = "people_copies"
    id = Column(Integer, ForeignKey("people.id"), primary_key=True)


class Broken(Base):
    __tablename__ = "broken"
    id = Column(Integer, primary_key=True)
    amount = Column(Text, server_default=text("now("))
    of = Column(Integer, ForeignKey("reviews.text"))
