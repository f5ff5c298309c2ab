"""National collective labour agreements (CCNL): sectors, agreements, levels, pay, time, leave.

`Base` is also the base of the other modules written for the labour-law and quality features.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class CCNLSectorDB(Base):
    """A sector of the CNEL register."""

    __tablename__ = "ccnl_sectors"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    sector_code = Column(String(100), unique=True, nullable=False)
    italian_name = Column(String(200), nullable=False)
    priority_level = Column(Integer, nullable=False, default=6)
    worker_coverage_percentage = Column(Numeric(5, 2))
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)

    agreements = relationship("CCNLAgreementDB", back_populates="sector")

    def __repr__(self):
        return f"<CCNLSector {self.sector_code}>"


class CCNLAgreementDB(Base):
    """An agreement with its period of validity."""

    __tablename__ = "ccnl_agreements"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    sector_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_sectors.id", ondelete="CASCADE"), nullable=False)
    name = Column(String(500), nullable=False)
    cnel_code = Column(String(20))
    valid_from = Column(Date, nullable=False)
    valid_to = Column(Date)
    signatory_unions = Column(ARRAY(String), default=list)
    signatory_employers = Column(ARRAY(String), default=list)
    renewal_status = Column(String(50), default="active")
    data_source = Column(String(500))
    last_updated = Column(DateTime, default=datetime.utcnow, onupdate=datetime.utcnow)

    sector = relationship("CCNLSectorDB", back_populates="agreements")
    job_levels = relationship("JobLevelDB", back_populates="agreement", cascade="all, delete-orphan")

    __table_args__ = (
        Index("idx_ccnl_agreements_validity", "valid_from", "valid_to"),
        UniqueConstraint("sector_id", "valid_from", name="uq_ccnl_agreements_sector_from"),
    )

    @property
    def is_currently_valid(self) -> bool:
        return self.valid_from <= date.today() and (self.valid_to is None or self.valid_to >= date.today())


class JobLevelDB(Base):
    __tablename__ = "ccnl_job_levels"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False)
    level_code = Column(String(20), nullable=False)
    level_name = Column(String(200), nullable=False)
    worker_category = Column(String(50), nullable=False)
    minimum_experience_months = Column(Integer, default=0)

    agreement = relationship("CCNLAgreementDB", back_populates="job_levels")

    __table_args__ = (UniqueConstraint("agreement_id", "level_code", name="uq_ccnl_job_levels_code"),)


class SalaryTableDB(Base):
    """Gross pay of a level in an area; `geographic_area` is nazionale, nord, centro or sud."""

    __tablename__ = "ccnl_salary_tables"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False)
    level_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_job_levels.id"), nullable=False, index=True)
    base_monthly_salary = Column(Numeric(10, 2), nullable=False)
    geographic_area = Column(String(20), nullable=False, default="nazionale")
    thirteenth_month = Column(Boolean, default=True)
    fourteenth_month = Column(Boolean, default=False)
    valid_from = Column(Date, nullable=False)
    valid_to = Column(Date)


class WorkingHoursDB(Base):
    __tablename__ = "ccnl_working_hours"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(
        UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False, unique=True
    )
    ordinary_weekly_hours = Column(Integer, nullable=False, default=40)
    maximum_weekly_hours = Column(Integer, nullable=False, default=48)
    daily_rest_hours = Column(Integer, default=11)
    part_time_allowed = Column(Boolean, default=True)


class OvertimeRulesDB(Base):
    __tablename__ = "ccnl_overtime_rules"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(
        UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False, unique=True
    )
    daily_threshold_hours = Column(Integer, nullable=False, default=8)
    weekday_rate = Column(Numeric(4, 2), nullable=False, default=1.25)
    weekend_rate = Column(Numeric(4, 2), nullable=False, default=1.50)
    holiday_rate = Column(Numeric(4, 2), nullable=False, default=2.00)
    maximum_yearly_hours = Column(Integer, default=250)


class LeaveEntitlementDB(Base):
    __tablename__ = "ccnl_leave_entitlements"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False)
    leave_type = Column(String(50), nullable=False)
    base_annual_days = Column(Integer)
    seniority_bonus = Column(JSONB, default=dict)
    compensation_percentage = Column(Numeric(5, 2), default=1)

    __table_args__ = (Index("idx_ccnl_leave_type", "agreement_id", "leave_type"),)


class NoticePeriodDB(Base):
    """Days of notice, by category and years of service."""

    __tablename__ = "ccnl_notice_periods"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False)
    worker_category = Column(String(50), nullable=False)
    seniority_months_min = Column(Integer, nullable=False)
    seniority_months_max = Column(Integer)
    notice_days = Column(Integer, nullable=False)


class SpecialAllowanceDB(Base):
    __tablename__ = "ccnl_special_allowances"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    agreement_id = Column(UUID(as_uuid=True), ForeignKey("ccnl_agreements.id", ondelete="CASCADE"), nullable=False)
    allowance_type = Column(String(50), nullable=False)
    amount = Column(Numeric(10, 2), nullable=False)
    frequency = Column(String(20), nullable=False)
    conditions = Column(Text)
    applicable_levels = Column(ARRAY(String), default=list)
