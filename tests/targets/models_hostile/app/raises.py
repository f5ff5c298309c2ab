from sqlalchemy import Column, Integer

from app.good import Base


class Half(Base):
    __tablename__ = "half"
    id = Column(Integer, primary_key=True)


raise ValueError("the half is declared, and then this")
