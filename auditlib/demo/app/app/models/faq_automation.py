"""From many similar questions to one FAQ."""

import uuid
from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import relationship

from app.models.ccnl_database import Base


class QueryCluster(Base):
    """Questions that mean the same, with the money that a FAQ would save."""

    __tablename__ = "query_clusters"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    canonical_query = Column(Text, nullable=False)
    normalized_form = Column(Text, nullable=False)
    query_count = Column(Integer, nullable=False, default=0)
    first_seen = Column(DateTime(timezone=True), nullable=False)
    last_seen = Column(DateTime(timezone=True), nullable=False)
    total_cost_cents = Column(Integer, nullable=False, default=0)
    avg_similarity_score = Column(Float, default=0.0)
    topic_tags = Column(ARRAY(String), default=list)
    roi_score = Column(Numeric(10, 2))

    faq_candidates = relationship("FAQCandidate", back_populates="cluster")

    __table_args__ = (Index("idx_query_clusters_count", "query_count", "last_seen"),)


class FAQCandidate(Base):
    __tablename__ = "faq_candidates"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    cluster_id = Column(UUID(as_uuid=True), ForeignKey("query_clusters.id", ondelete="CASCADE"), nullable=False)
    suggested_question = Column(Text, nullable=False)
    best_response_content = Column(Text, nullable=False)
    suggested_category = Column(String(100))
    expected_savings_cents = Column(Integer, default=0)
    priority_score = Column(Numeric(10, 4), default=0)
    status = Column(String(30), nullable=False, default="pending")
    created_at = Column(DateTime(timezone=True), default=datetime.utcnow)

    cluster = relationship("QueryCluster", back_populates="faq_candidates")
    generated_faq = relationship("GeneratedFAQ", back_populates="candidate", uselist=False)


class GeneratedFAQ(Base):
    """A FAQ written by the model, published once somebody approved it."""

    __tablename__ = "generated_faqs"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    candidate_id = Column(UUID(as_uuid=True), ForeignKey("faq_candidates.id"), nullable=False)
    question = Column(Text, nullable=False)
    answer = Column(Text, nullable=False)
    quality_score = Column(Float, default=0.0)
    regulatory_refs = Column(JSONB, default=list)
    published = Column(Boolean, default=False)
    approved_by = Column(UUID(as_uuid=True), ForeignKey("user.id"))
    approved_at = Column(DateTime(timezone=True))
    view_count = Column(Integer, default=0)

    candidate = relationship("FAQCandidate", back_populates="generated_faq")


class RSSFAQImpact(Base):
    """A news item that may make a FAQ obsolete."""

    __tablename__ = "rss_faq_impacts"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    faq_id = Column(UUID(as_uuid=True), ForeignKey("generated_faqs.id", ondelete="CASCADE"), nullable=False)
    rss_url = Column(String(1000), nullable=False)
    rss_title = Column(Text)
    impact_level = Column(String(20), nullable=False)
    action_required = Column(String(50))
    processed = Column(Boolean, default=False)


class FAQGenerationJob(Base):
    __tablename__ = "faq_generation_jobs"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    job_type = Column(String(50), nullable=False)
    status = Column(String(20), nullable=False, default="queued")
    parameters = Column(JSONB, default=dict)
    progress_percentage = Column(Integer, default=0)
    error_message = Column(Text)
    started_at = Column(DateTime(timezone=True))
    completed_at = Column(DateTime(timezone=True))
