"""Counts tokens and money, and says when somebody has had enough for today."""

from datetime import date

from sqlmodel import Session, func, select

from app.core.config import settings
from app.models.usage import CostAlert, UsageEvent, UsageQuota


def record(db: Session, user_id: str, **what) -> None:
    db.add(UsageEvent(user_id=user_id, **what))


def requests_today(db: Session, user_id: str) -> int:
    query = select(func.count()).select_from(UsageEvent)
    return db.exec(query.where(UsageEvent.user_id == user_id, func.date(UsageEvent.timestamp) == date.today())).one()


def may_ask(db: Session, user_id: str) -> bool:
    quota = db.exec(select(UsageQuota).where(UsageQuota.user_id == user_id)).first()
    allowed = quota.daily_requests if quota else settings.FREE_QUERIES_PER_DAY
    return requests_today(db, user_id) < allowed


def alert(db: Session, user_id: str, threshold: float, current: float) -> None:
    db.add(CostAlert(user_id=user_id, alert_type="monthly", threshold_eur=threshold, current_eur=current))
