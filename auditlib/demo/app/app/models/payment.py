"""Stripe: customers, subscriptions, payments, invoices, webhooks."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Optional

from sqlalchemy import Column, DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.base import utcnow


class SubscriptionStatus(str, Enum):
    INCOMPLETE = "incomplete"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"


class Customer(SQLModel, table=True):
    __tablename__ = "customers"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, unique=True)
    stripe_customer_id: str = Field(max_length=64, unique=True)
    email: str = Field(max_length=255)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class Subscription(SQLModel, table=True):
    """The Stripe subscription of a user."""

    __tablename__ = "subscriptions"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    stripe_subscription_id: str = Field(max_length=64, unique=True)
    stripe_price_id: str = Field(max_length=64)
    status: SubscriptionStatus = Field(default=SubscriptionStatus.INCOMPLETE)
    amount_eur: Decimal = Field(default=Decimal("69.00"), max_digits=10, decimal_places=2)
    current_period_start: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
    current_period_end: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
    cancel_at_period_end: bool = Field(default=False)
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class Payment(SQLModel, table=True):
    __tablename__ = "payments"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    subscription_id: Optional[int] = Field(default=None, foreign_key="subscriptions.id", index=True)
    stripe_payment_intent_id: str = Field(max_length=64, unique=True)
    amount_eur: Decimal = Field(max_digits=10, decimal_places=2)
    status: str = Field(max_length=20)
    description: Optional[str] = Field(default=None, max_length=255)
    paid_at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class Invoice(SQLModel, table=True):
    __tablename__ = "invoices"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    subscription_id: int = Field(foreign_key="subscriptions.id", index=True)
    stripe_invoice_id: str = Field(max_length=64, unique=True)
    invoice_number: Optional[str] = Field(default=None, max_length=32)
    subtotal_eur: Decimal = Field(max_digits=10, decimal_places=2)
    tax_eur: Decimal = Field(default=Decimal("0.00"), max_digits=10, decimal_places=2)
    total_eur: Decimal = Field(max_digits=10, decimal_places=2)
    status: str = Field(max_length=20)
    invoice_date: datetime = Field(sa_type=DateTime(timezone=True))


class WebhookEvent(SQLModel, table=True):
    """Every event that Stripe sent, so that none is handled twice."""

    __tablename__ = "webhook_events"
    __table_args__ = (UniqueConstraint("provider", "event_id", name="uq_webhook_events_provider_event"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    provider: str = Field(default="stripe", max_length=20)
    event_id: str = Field(max_length=128)
    event_type: str = Field(max_length=64, index=True)
    payload: dict = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    processed: bool = Field(default=False)
    received_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
