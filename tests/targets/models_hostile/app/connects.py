import psycopg
from sqlalchemy import Column, Integer

from app.good import Base

try:
    psycopg.connect("postgresql://admin:sesame@db.invalid:5433/shop")
except psycopg.OperationalError:
    pass


class Connected(Base):
    __tablename__ = "connected"
    id = Column(Integer, primary_key=True)
