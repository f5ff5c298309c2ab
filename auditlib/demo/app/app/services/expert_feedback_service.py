"""Takes the verdicts of experts and turns good answers into FAQ candidates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.config import settings
from app.models.quality_analysis import (
    ExpertFAQCandidate,
    ExpertFeedback,
    ExpertGeneratedTask,
    ExpertProfile,
    FeedbackType,
)


class NotAnExpert(Exception):
    pass


def profile_of(db: Session, user_id: int) -> ExpertProfile:
    profile = db.execute(select(ExpertProfile).where(ExpertProfile.user_id == user_id)).scalar_one_or_none()
    if profile is None or not profile.is_active:
        raise NotAnExpert(user_id)
    return profile


def submit(db: Session, user_id: int, *, query_id, verdict: FeedbackType, question: str, answer: str, better=None):
    """Store a verdict; a trusted expert's better answer becomes a candidate at once."""
    expert = profile_of(db, user_id)
    feedback = ExpertFeedback(
        query_id=query_id,
        expert_id=expert.id,
        feedback_type=verdict,
        query_text=question,
        original_answer=answer,
        expert_answer=better,
    )
    db.add(feedback)
    db.flush()
    if verdict is not FeedbackType.CORRECT and better and expert.trust_score >= settings.EXPERT_TRUST_THRESHOLD:
        db.add(ExpertFAQCandidate(question=question, answer=better, source="expert", expert_id=expert.id))
    if verdict is FeedbackType.INCORRECT:
        db.add(_task(feedback, user_id))
    return feedback


def _task(feedback: ExpertFeedback, user_id: int) -> ExpertGeneratedTask:
    name = f"Review the answer to: {feedback.query_text[:80]}"
    return ExpertGeneratedTask(
        task_id=f"QA-{str(feedback.id)[:8]}", task_name=name, feedback_id=feedback.id, expert_id=user_id
    )


def pending_candidates(db: Session, limit: int = 50):
    query = select(ExpertFAQCandidate).where(ExpertFAQCandidate.approval_status == "pending")
    return db.scalars(query.order_by(ExpertFAQCandidate.created_at).limit(limit)).all()
