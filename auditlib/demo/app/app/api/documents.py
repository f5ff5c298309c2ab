"""Upload of documents and questions on them."""

import hashlib
from datetime import timedelta

from sqlmodel import Session, select

from app.models.base import utcnow
from app.models.document import Document, DocumentAnalysis, DocumentProcessingJob

LIFETIME = timedelta(hours=48)


def upload(db: Session, user_id: int, name: str, content: bytes, mime_type: str) -> Document:
    document = Document(
        user_id=user_id,
        filename=name,
        original_filename=name,
        mime_type=mime_type,
        file_size=len(content),
        file_hash=hashlib.sha256(content).hexdigest(),
        expires_at=utcnow() + LIFETIME,
    )
    db.add(document)
    db.flush()
    db.add(DocumentProcessingJob(document_id=document.id, job_type="extract"))
    db.commit()
    return document


def ask(db: Session, document: Document, query: str) -> DocumentAnalysis:
    analysis = DocumentAnalysis(document_id=document.id, user_id=document.user_id, query=query)
    db.add(analysis)
    db.commit()
    return analysis


def expired(db: Session):
    return db.exec(select(Document).where(Document.expires_at < utcnow(), Document.is_deleted.is_(False))).all()
