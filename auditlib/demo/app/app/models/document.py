"""Uploaded documents and what was read in them."""

from datetime import datetime
from enum import Enum
from typing import Optional
from uuid import UUID, uuid4

from sqlalchemy import Column, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.base import utcnow


class ProcessingStatus(str, Enum):
    UPLOADED = "uploaded"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"


class Document(SQLModel, table=True):
    """A file that a user sent. Deleted after 48 hours, the analysis stays."""

    __tablename__ = "documents"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    filename: str = Field(max_length=255)
    original_filename: str = Field(max_length=255)
    mime_type: str = Field(max_length=100)
    file_size: int
    file_hash: str = Field(max_length=64, index=True)
    processing_status: str = Field(default=ProcessingStatus.UPLOADED.value, max_length=20)
    extracted_text: Optional[str] = Field(default=None, sa_column=Column(Text))
    is_deleted: bool = Field(default=False)
    uploaded_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
    expires_at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True), index=True)


class DocumentAnalysis(SQLModel, table=True):
    """A question asked on a document, with its answer."""

    __tablename__ = "document_analyses"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    document_id: UUID = Field(foreign_key="documents.id", index=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    query: str = Field(sa_column=Column(Text, nullable=False))
    analysis_result: Optional[dict] = Field(default=None, sa_column=Column(JSONB))
    confidence_score: Optional[float] = None
    requested_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
    completed_at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))


class DocumentProcessingJob(SQLModel, table=True):
    __tablename__ = "document_processing_jobs"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    document_id: UUID = Field(foreign_key="documents.id", index=True)
    job_type: str = Field(max_length=50)
    status: str = Field(default="pending", max_length=20)
    attempts: int = Field(default=0)
    error_message: Optional[str] = Field(default=None, max_length=500)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
