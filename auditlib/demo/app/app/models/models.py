"""All tables that Alembic tracks. Import new ones here."""

from sqlmodel import SQLModel

from app.models.document import Document, DocumentAnalysis, DocumentProcessingJob
from app.models.knowledge import KnowledgeChunk, KnowledgeFeedback, KnowledgeItem
from app.models.payment import Customer, Invoice, Payment, Subscription, WebhookEvent
from app.models.session import Session
from app.models.tax import TaxCalculation
from app.models.thread import Thread
from app.models.usage import CostAlert, CostOptimizationSuggestion, UsageEvent, UsageQuota, UserUsageSummary
from app.models.user import User

__all__ = [
    "CostAlert",
    "CostOptimizationSuggestion",
    "Customer",
    "Document",
    "DocumentAnalysis",
    "DocumentProcessingJob",
    "Invoice",
    "KnowledgeChunk",
    "KnowledgeFeedback",
    "KnowledgeItem",
    "Payment",
    "SQLModel",
    "Session",
    "Subscription",
    "TaxCalculation",
    "Thread",
    "UsageEvent",
    "UsageQuota",
    "User",
    "UserUsageSummary",
    "WebhookEvent",
]
