"""Export of a user's data (GDPR article 20) and the records that go into it."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import INET, JSONB, UUID
from sqlalchemy.orm import relationship

from app.models.ccnl_database import Base

EXPORT_LIFETIME = timedelta(hours=24)


class DataExportRequest(Base):
    """Somebody asked for a copy of their data."""

    __tablename__ = "data_export_requests"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id", ondelete="CASCADE"), nullable=False)
    format = Column(String(10), nullable=False, default="json")
    privacy_level = Column(String(20), nullable=False, default="full")
    include_fatture = Column(Boolean, default=True)
    date_from = Column(Date)
    date_to = Column(Date)
    status = Column(String(20), nullable=False, default="pending")
    file_size_bytes = Column(BigInteger)
    requested_at = Column(DateTime(timezone=True), nullable=False, default=datetime.utcnow)
    expires_at = Column(DateTime(timezone=True), default=lambda: datetime.utcnow() + EXPORT_LIFETIME)

    audit_logs = relationship("ExportAuditLog", back_populates="export_request")

    __table_args__ = (Index("idx_export_requests_user_status", "user_id", "status"),)


class ExportAuditLog(Base):
    __tablename__ = "export_audit_logs"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    export_request_id = Column(UUID(as_uuid=True), ForeignKey("data_export_requests.id"), nullable=False)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False)
    activity_type = Column(String(50), nullable=False)
    ip_address = Column(INET)
    at = Column(DateTime(timezone=True), default=datetime.utcnow)

    export_request = relationship("DataExportRequest", back_populates="audit_logs")


class QueryHistory(Base):
    __tablename__ = "query_history"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False, index=True)
    query = Column(Text, nullable=False)
    response_cached = Column(Boolean, default=False)
    tokens_used = Column(Integer)
    cost_cents = Column(Integer)
    asked_at = Column(DateTime(timezone=True), default=datetime.utcnow)


class DocumentAnalysis(Base):
    """Only what is exported: no content of the document."""

    __tablename__ = "document_analysis"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False)
    filename = Column(String(255))
    document_type = Column(String(50))
    entities_found = Column(Integer, default=0)
    analyzed_at = Column(DateTime(timezone=True), default=datetime.utcnow)


class TaxCalculation(Base):
    __tablename__ = "tax_calculations"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False, index=True)
    calculation_type = Column(String(50), nullable=False)
    input_amount = Column(Numeric(12, 2), nullable=False)
    result = Column(JSONB, nullable=False)
    region = Column(String(50))
    comune = Column(String(100))
    timestamp = Column(DateTime(timezone=True), default=datetime.utcnow)


class FAQInteraction(Base):
    __tablename__ = "faq_interactions"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False)
    faq_id = Column(String(100), nullable=False)
    helpful_rating = Column(Integer)
    time_spent_seconds = Column(Integer)
    viewed_at = Column(DateTime(timezone=True), default=datetime.utcnow)


class KnowledgeBaseSearch(Base):
    __tablename__ = "knowledge_base_searches"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False)
    search_query = Column(Text, nullable=False)
    results_count = Column(Integer, default=0)
    top_relevance = Column(Float)
    searched_at = Column(DateTime(timezone=True), default=datetime.utcnow)


class ElectronicInvoice(Base):
    """Fattura elettronica as sent to the Sistema di Interscambio."""

    __tablename__ = "electronic_invoices"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False, index=True)
    invoice_number = Column(String(50), nullable=False)
    xml_content = Column(Text, nullable=False)
    sdi_status = Column(String(20))
    transmitted_at = Column(DateTime(timezone=True))
