"""GDPR article 20: a copy of somebody's data."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.data_export import DataExportRequest, ExportAuditLog, QueryHistory


def request_export(db: Session, user_id, format: str = "json") -> DataExportRequest:
    request = DataExportRequest(user_id=user_id, format=format)
    db.add(request)
    db.flush()
    db.add(ExportAuditLog(export_request_id=request.id, user_id=user_id, activity_type="requested"))
    return request


def history(db: Session, user_id):
    return db.scalars(select(QueryHistory).where(QueryHistory.user_id == user_id)).all()
