import time

from sqlalchemy import Column, Table

from app.good import Base

time.sleep(3600)
TABLE = Table("waiting", Base.metadata, Column("x"))


class Later(Base):
    __tablename__: str = "later"
