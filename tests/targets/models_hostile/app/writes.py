from pathlib import Path

from sqlalchemy import Column, Integer

from app.good import Base

Path("written.log").write_text("beside the project's files")
(Path(__file__).parent / "generated.py").write_text("X = 1")


class Writer(Base):
    __tablename__ = "writer"
    id = Column(Integer, primary_key=True)
