"""Finds questions that are asked often and proposes FAQ for them (nightly job, off by default)."""

import uuid
from datetime import datetime, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.faq_automation import FAQCandidate, FAQGenerationJob, GeneratedFAQ, QueryCluster

MINIMUM_QUESTIONS = 5


def clusters_worth_a_faq(db: Session):
    return db.scalars(
        select(QueryCluster)
        .where(QueryCluster.query_count >= MINIMUM_QUESTIONS)
        .order_by(QueryCluster.total_cost_cents.desc())
    ).all()


def propose(db: Session, cluster: QueryCluster, answer: str) -> FAQCandidate:
    candidate = FAQCandidate(
        cluster_id=cluster.id, suggested_question=cluster.canonical_query, best_response_content=answer
    )
    db.add(candidate)
    return candidate


def approve(db: Session, candidate: FAQCandidate, user_id) -> GeneratedFAQ:
    faq = GeneratedFAQ(
        candidate_id=candidate.id,
        question=candidate.suggested_question,
        answer=candidate.best_response_content,
        approved_by=user_id,
        approved_at=datetime.now(timezone.utc),
    )
    candidate.status = "approved"
    db.add(faq)
    return faq


def start_job(db: Session, kind: str) -> uuid.UUID:
    job = FAQGenerationJob(job_type=kind, started_at=datetime.now(timezone.utc))
    db.add(job)
    db.flush()
    return job.id
