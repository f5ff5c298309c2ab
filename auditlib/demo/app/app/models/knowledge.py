"""The knowledge base: items, their chunks, and what users think of them."""

from datetime import date, datetime
from typing import Any, Optional

from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, DateTime, Float, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import Field, SQLModel

from app.models.base import utcnow

EMBEDDING_DIMENSIONS = 1536


class KnowledgeItem(SQLModel, table=True):
    """A source text: circular, resolution, law article, news."""

    __tablename__ = "knowledge_items"

    id: Optional[int] = Field(default=None, primary_key=True)
    title: str = Field(max_length=500)
    content: str = Field(sa_column=Column(Text, nullable=False))
    category: str = Field(max_length=100, index=True)
    subcategory: Optional[str] = Field(default=None, max_length=100)
    source: str = Field(max_length=100)
    source_url: Optional[str] = Field(default=None, max_length=1000)
    language: str = Field(default="it", max_length=2)
    relevance_score: float = Field(default=0.0)
    access_count: int = Field(default=0)
    status: str = Field(default="active", max_length=20)
    kb_epoch: float = Field(default=0.0)
    # filled by a trigger, see the migrations
    search_vector: Any = Field(default=None, sa_column=Column(TSVECTOR))
    embedding: Any = Field(default=None, sa_column=Column(Vector(EMBEDDING_DIMENSIONS)))

    # extraction quality
    extraction_method: Optional[str] = Field(default=None, max_length=50)
    text_quality: Optional[float] = Field(default=None, sa_column=Column(Float))
    ocr_pages: Optional[list] = Field(default=None, sa_column=Column(JSONB))

    publication_date: Optional[date] = Field(default=None, index=True)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class KnowledgeChunk(SQLModel, table=True):
    """A passage of an item, as it is embedded and searched."""

    __tablename__ = "knowledge_chunks"

    id: Optional[int] = Field(default=None, primary_key=True)
    knowledge_item_id: int = Field(foreign_key="knowledge_items.id", index=True, ondelete="CASCADE")
    chunk_text: str = Field(sa_column=Column(Text, nullable=False))
    chunk_index: int
    token_count: int = Field(default=0)
    document_title: Optional[str] = Field(default=None, max_length=500)
    source_url: Optional[str] = Field(default=None, max_length=1000)
    search_vector: Any = Field(default=None, sa_column=Column(TSVECTOR))
    embedding: Any = Field(default=None, sa_column=Column(Vector(EMBEDDING_DIMENSIONS)))

    quality_score: Optional[float] = Field(default=None, sa_column=Column(Float))
    junk: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    drop_reason: Optional[str] = Field(default=None, max_length=100)
    ocr_used: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    start_char: Optional[int] = None
    end_char: Optional[int] = None
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class KnowledgeFeedback(SQLModel, table=True):
    __tablename__ = "knowledge_feedback"

    id: Optional[int] = Field(default=None, primary_key=True)
    knowledge_item_id: int = Field(foreign_key="knowledge_items.id", index=True)
    user_id: int = Field(foreign_key="user.id")
    session_id: Optional[str] = Field(default=None, foreign_key="session.id")
    rating: int
    feedback_text: Optional[str] = Field(default=None, max_length=1000)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
