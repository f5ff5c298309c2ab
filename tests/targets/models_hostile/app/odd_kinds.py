from sqlalchemy import Column


class Slots:
    __slots__ = ("module",)


class Odd:
    __module__ = Slots.module


COLUMN, ODD = Column("x"), Odd()
