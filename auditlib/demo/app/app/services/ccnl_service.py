"""Looks up agreements and computes gross pay."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.ccnl_database import CCNLAgreementDB, CCNLSectorDB, JobLevelDB, SalaryTableDB


def current_agreement(db: Session, sector_code: str, on: date) -> CCNLAgreementDB | None:
    query = (
        select(CCNLAgreementDB)
        .join(CCNLSectorDB)
        .where(CCNLSectorDB.sector_code == sector_code, CCNLAgreementDB.valid_from <= on)
        .order_by(CCNLAgreementDB.valid_from.desc())
    )
    return db.scalars(query.limit(1)).first()


def monthly_pay(db: Session, agreement: CCNLAgreementDB, level_code: str, area: str = "nazionale") -> Decimal | None:
    query = (
        select(SalaryTableDB.base_monthly_salary)
        .join(JobLevelDB, JobLevelDB.id == SalaryTableDB.level_id)
        .where(JobLevelDB.agreement_id == agreement.id, JobLevelDB.level_code == level_code)
        .where(SalaryTableDB.geographic_area == area)
    )
    return db.scalar(query)
