"""Models that PostgreSQL does not create as they are declared."""

import sqlalchemy as sa

from shop.models import Base


class Word(Base):
    __tablename__ = "word"
    id = sa.Column(sa.Integer, primary_key=True)
    text = sa.Column(sa.Text)
    __table_args__ = (sa.Index("ix_word_text", "text", postgresql_using="gin"),)


class Synonym(Base):
    __tablename__ = "synonym"
    id = sa.Column(sa.Integer, primary_key=True)
    word = sa.Column(sa.Text, sa.ForeignKey("word.text"))
