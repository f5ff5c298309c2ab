"""Watching the publication of new agreements.

Kept apart from ccnl_database on purpose: these tables were meant for a service of their own.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any, Optional
from uuid import UUID, uuid4

from sqlalchemy import JSON, Enum as SAEnum, Float, ForeignKey, String, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}


class UpdateStatus(str, Enum):
    DETECTED = "detected"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class CCNLDatabase(Base):
    """An agreement that is watched."""

    __tablename__ = "ccnl_database"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sector_name: Mapped[str] = mapped_column(String(200), index=True)
    ccnl_code: Mapped[str] = mapped_column(String(50), unique=True)
    official_name: Mapped[str] = mapped_column(String(500))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    versions: Mapped[list[CCNLVersion]] = relationship(back_populates="ccnl")


class CCNLVersion(Base):
    __tablename__ = "ccnl_versions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ccnl_id: Mapped[UUID] = mapped_column(ForeignKey("ccnl_database.id", ondelete="CASCADE"), index=True)
    version_number: Mapped[str] = mapped_column(String(20))
    effective_date: Mapped[date]
    expiry_date: Mapped[Optional[date]]
    salary_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_current: Mapped[bool] = mapped_column(default=False)

    ccnl: Mapped[CCNLDatabase] = relationship(back_populates="versions")


class CCNLUpdateEvent(Base):
    """A page of a union or ministry that seems to announce a renewal."""

    __tablename__ = "ccnl_update_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ccnl_id: Mapped[Optional[UUID]] = mapped_column(ForeignKey("ccnl_database.id"))
    source: Mapped[str] = mapped_column(String(100))
    url: Mapped[Optional[str]] = mapped_column(String(1000))
    classification_confidence: Mapped[float] = mapped_column(Float, default=0.0)
    status: Mapped[UpdateStatus] = mapped_column(SAEnum(UpdateStatus, name="ccnl_update_status"))
    detected_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CCNLChangeLog(Base):
    __tablename__ = "ccnl_change_logs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    old_version_id: Mapped[Optional[UUID]] = mapped_column(ForeignKey("ccnl_versions.id"))
    new_version_id: Mapped[UUID] = mapped_column(ForeignKey("ccnl_versions.id"))
    changes_summary: Mapped[str] = mapped_column(Text)
    significance_score: Mapped[float] = mapped_column(default=0.0)


class CCNLMonitoringMetric(Base):
    __tablename__ = "ccnl_monitoring_metrics"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    metric_type: Mapped[str] = mapped_column(String(50), index=True)
    value: Mapped[float]
    measured_at: Mapped[datetime] = mapped_column(server_default=func.now())
