"""Experts, their feedback, and what the system learns from it."""

import uuid
from datetime import datetime
from enum import Enum

from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Enum as SQLEnum,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import relationship

from app.models.ccnl_database import Base


class ExpertCredentialType(str, Enum):
    DOTTORE_COMMERCIALISTA = "dottore_commercialista"
    REVISORE_LEGALE = "revisore_legale"
    CONSULENTE_FISCALE = "consulente_fiscale"
    CONSULENTE_LAVORO = "consulente_lavoro"
    CAF_OPERATOR = "caf_operator"


class FeedbackType(str, Enum):
    CORRECT = "correct"
    INCOMPLETE = "incomplete"
    INCORRECT = "incorrect"


class ItalianFeedbackCategory(str, Enum):
    NORMATIVA_OBSOLETA = "normativa_obsoleta"
    INTERPRETAZIONE_ERRATA = "interpretazione_errata"
    CASO_MANCANTE = "caso_mancante"
    CALCOLO_SBAGLIATO = "calcolo_sbagliato"
    TROPPO_GENERICO = "troppo_generico"


def _values(enum):
    # the database holds the lower-case values, not the names
    return [member.value for member in enum]


class ExpertProfile(Base):
    """A professional whose corrections are trusted, see EXPERT_TRUST_THRESHOLD."""

    __tablename__ = "expert_profiles"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4, server_default=text("gen_random_uuid()"))
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id", ondelete="CASCADE"), nullable=False, unique=True)

    credentials = Column(ARRAY(Text), server_default=text("'{}'"))
    credential_types = Column(
        ARRAY(SQLEnum(ExpertCredentialType, name="expert_credential_type", values_callable=_values)),
        server_default=text("'{}'"),
    )
    experience_years = Column(Integer, nullable=False, server_default=text("0"))
    specializations = Column(ARRAY(Text), server_default=text("'{}'"))

    feedback_count = Column(Integer, nullable=False, server_default=text("0"))
    feedback_accuracy_rate = Column(Float, nullable=False, server_default=text("0.0"))
    trust_score = Column(Float, nullable=False, server_default=text("0.5"))

    professional_registration_number = Column(String(50))
    organization = Column(String(200))
    location_city = Column(String(100))
    is_verified = Column(Boolean, nullable=False, server_default=text("false"))
    verification_date = Column(DateTime(timezone=True))
    is_active = Column(Boolean, nullable=False, server_default=text("true"))

    created_at = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    updated_at = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))

    feedback = relationship("ExpertFeedback", back_populates="expert")

    __table_args__ = (
        Index("idx_expert_profiles_trust_score", text("trust_score DESC")),
        CheckConstraint("trust_score >= 0.0 AND trust_score <= 1.0", name="ck_expert_profiles_trust_score"),
    )


class ExpertFeedback(Base):
    """A verdict on one answer."""

    __tablename__ = "expert_feedback"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4, server_default=text("gen_random_uuid()"))
    query_id = Column(UUID(as_uuid=True), nullable=False)
    expert_id = Column(UUID(as_uuid=True), ForeignKey("expert_profiles.id", ondelete="CASCADE"), nullable=False)
    feedback_type = Column(SQLEnum(FeedbackType, name="feedback_type", values_callable=_values), nullable=False)
    category = Column(SQLEnum(ItalianFeedbackCategory, name="italian_feedback_category", values_callable=_values))

    query_text = Column(Text, nullable=False)
    original_answer = Column(Text, nullable=False)
    expert_answer = Column(Text)
    improvement_suggestions = Column(ARRAY(Text), server_default=text("'{}'"))
    regulatory_references = Column(ARRAY(Text), server_default=text("'{}'"))
    confidence_score = Column(Float, nullable=False, server_default=text("0.0"))
    time_spent_seconds = Column(Integer, nullable=False, server_default=text("0"))
    complexity_rating = Column(Integer)
    processing_time_ms = Column(Integer)
    action_taken = Column(String(100))
    generated_faq_id = Column(Text)

    feedback_timestamp = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))

    expert = relationship("ExpertProfile", back_populates="feedback")

    __table_args__ = (
        Index("idx_expert_feedback_query_id", "query_id"),
        Index("idx_expert_feedback_expert_id", "expert_id"),
        Index("idx_expert_feedback_created_at", text("created_at DESC")),
        CheckConstraint("complexity_rating BETWEEN 1 AND 5", name="ck_expert_feedback_complexity"),
    )


class ExpertFAQCandidate(Base):
    """An answer of an expert that may become a FAQ."""

    __tablename__ = "expert_faq_candidates"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4, server_default=text("gen_random_uuid()"))
    question = Column(Text, nullable=False)
    answer = Column(Text, nullable=False)
    source = Column(String(20), nullable=False)
    expert_id = Column(UUID(as_uuid=True), ForeignKey("expert_profiles.id", ondelete="SET NULL"))
    expert_trust_score = Column(Float)
    approval_status = Column(String(20), nullable=False, server_default=text("'pending'"))
    suggested_category = Column(String(100))
    regulatory_references = Column(JSONB, server_default=text("'[]'"))
    frequency = Column(Integer, nullable=False, server_default=text("0"))
    roi_score = Column(Numeric(10, 2))
    question_embedding = Column(Vector(1536))
    query_signature = Column(String(64))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))

    __table_args__ = (Index("idx_expert_faq_candidates_status", "approval_status"),)


class ExpertGeneratedTask(Base):
    """A development task written from a feedback."""

    __tablename__ = "expert_generated_tasks"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4, server_default=text("gen_random_uuid()"))
    task_id = Column(String(50), nullable=False, unique=True)
    task_name = Column(String(300), nullable=False)
    feedback_id = Column(UUID(as_uuid=True), ForeignKey("expert_feedback.id", ondelete="CASCADE"), nullable=False)
    expert_id = Column(Integer, nullable=False)
    file_path = Column(String(500))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))


class PromptTemplate(Base):
    __tablename__ = "prompt_templates"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    name = Column(String(100), nullable=False, unique=True)
    version = Column(String(20), nullable=False, default="1.0")
    template_text = Column(Text, nullable=False)
    variables = Column(ARRAY(String), default=list)
    specialization_areas = Column(ARRAY(String), default=list)
    success_rate = Column(Float, default=0.0)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)


class FailurePattern(Base):
    """Answers that go wrong in the same way."""

    __tablename__ = "failure_patterns"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    pattern_name = Column(String(200), nullable=False)
    pattern_type = Column(String(50), nullable=False)
    description = Column(Text)
    frequency_count = Column(Integer, default=1)
    impact_score = Column(Float, default=0.0)
    example_queries = Column(ARRAY(Text), default=list)
    is_resolved = Column(Boolean, default=False)
    first_detected = Column(DateTime, default=datetime.utcnow)


class SystemImprovement(Base):
    __tablename__ = "system_improvements"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    pattern_id = Column(UUID(as_uuid=True), ForeignKey("failure_patterns.id", ondelete="SET NULL"))
    title = Column(String(300), nullable=False)
    description = Column(Text)
    status = Column(String(20), default="pending")
    expected_impact = Column(JSONB, default=dict)
    implemented_at = Column(DateTime)


class QualityMetric(Base):
    __tablename__ = "quality_metrics"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    metric_name = Column(String(100), nullable=False)
    metric_value = Column(Float, nullable=False)
    baseline_value = Column(Float)
    measurement_date = Column(DateTime, nullable=False, default=datetime.utcnow)
    extra = Column("metadata", JSONB, default=dict)

    __table_args__ = (Index("idx_quality_metrics_name_date", "metric_name", "measurement_date"),)


class ExpertValidation(Base):
    """Several experts on one answer, until they agree."""

    __tablename__ = "expert_validations"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    query_id = Column(UUID(as_uuid=True), nullable=False, index=True)
    lead_expert_id = Column(UUID(as_uuid=True), ForeignKey("expert_profiles.id"))
    consensus_score = Column(Float, default=0.0)
    disputed_points = Column(ARRAY(Text), default=list)
    completed_at = Column(DateTime)
