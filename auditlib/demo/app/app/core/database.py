"""The engine, and the tables that a new installation starts from."""

from sqlalchemy import text
from sqlmodel import Session, create_engine

from app.core.config import settings
from app.models.models import SQLModel


def make_engine(url: str = ""):
    return create_engine(url or settings.POSTGRES_URL, echo=settings.DEBUG, pool_pre_ping=True)


def init_db(engine=None) -> None:
    """Create what SQLModel knows; alembic takes over from there."""
    engine = engine or make_engine()
    with engine.begin() as connection:
        # knowledge_items.embedding needs the type before the first migration runs
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
    SQLModel.metadata.create_all(engine)


def get_session(engine):
    with Session(engine) as session:
        yield session


if __name__ == "__main__":
    init_db()
