"""What each user costs."""

from datetime import date, datetime
from typing import Optional

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.base import utcnow


class UsageEvent(SQLModel, table=True):
    __tablename__ = "usage_events"
    __table_args__ = (Index("idx_usage_events_user_time", "user_id", "timestamp"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    # the user's id as text: events also come from anonymous sessions
    user_id: str = Field(max_length=64, index=True)
    session_id: Optional[str] = Field(default=None, max_length=64)
    timestamp: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True), index=True)
    event_type: str = Field(max_length=32)
    provider: Optional[str] = Field(default=None, max_length=32)
    model: Optional[str] = Field(default=None, max_length=64)
    input_tokens: int = Field(default=0)
    output_tokens: int = Field(default=0)
    cost_eur: float = Field(default=0.0)
    cache_hit: bool = Field(default=False)


class UserUsageSummary(SQLModel, table=True):
    __tablename__ = "user_usage_summaries"
    __table_args__ = (UniqueConstraint("user_id", "day", name="uq_user_usage_summaries_user_day"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    day: date
    requests: int = Field(default=0)
    tokens: int = Field(default=0)
    cost_eur: float = Field(default=0.0)


class UsageQuota(SQLModel, table=True):
    __tablename__ = "usage_quotas"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, unique=True)
    daily_requests: int = Field(default=20)
    monthly_cost_limit_eur: float = Field(default=2.0)
    blocked_until: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))


class CostAlert(SQLModel, table=True):
    __tablename__ = "cost_alerts"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: Optional[str] = Field(default=None, max_length=64)
    alert_type: str = Field(max_length=32)
    threshold_eur: float
    current_eur: float
    triggered_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
    acknowledged: bool = Field(default=False)


class CostOptimizationSuggestion(SQLModel, table=True):
    __tablename__ = "cost_optimization_suggestions"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    title: str = Field(max_length=200)
    estimated_savings_eur: float = Field(default=0.0)
    implemented: bool = Field(default=False)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
