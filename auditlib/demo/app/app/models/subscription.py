"""Plans with yearly billing. Meant to replace payment.py once accounting has agreed."""

import uuid
from datetime import datetime
from enum import Enum

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import relationship

from app.models.ccnl_database import Base


class BillingPeriod(str, Enum):
    MONTHLY = "monthly"
    ANNUAL = "annual"


class SubscriptionPlan(Base):
    __tablename__ = "subscription_plans"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    name = Column(String(100), nullable=False)
    billing_period = Column(String(20), nullable=False)
    base_price_cents = Column(Integer, nullable=False)
    features = Column(JSONB, default=list)
    is_active = Column(Boolean, default=True)

    subscriptions = relationship("Subscription", back_populates="plan")

    @property
    def price_with_iva(self):
        return round(self.base_price_cents * 1.22)


class Subscription(Base):
    """A subscription with what Italian invoices need: partita IVA, codice fiscale, SDI code."""

    __tablename__ = "subscriptions"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    user_id = Column(UUID(as_uuid=True), ForeignKey("user.id"), nullable=False, index=True)
    plan_id = Column(UUID(as_uuid=True), ForeignKey("subscription_plans.id"), nullable=False)
    status = Column(String(20), nullable=False)
    is_business = Column(Boolean, default=False)
    partita_iva = Column(String(11))
    codice_fiscale = Column(String(16))
    sdi_code = Column(String(7))
    pec_email = Column(String(255))
    trial_end = Column(DateTime(timezone=True))

    plan = relationship("SubscriptionPlan", back_populates="subscriptions")
    invoices = relationship("Invoice", back_populates="subscription")


class Invoice(Base):
    __tablename__ = "invoices"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    subscription_id = Column(UUID(as_uuid=True), ForeignKey("subscriptions.id"), nullable=False)
    invoice_number = Column(String(50), nullable=False, unique=True)
    issue_date = Column(DateTime(timezone=True), default=datetime.utcnow)
    subtotal = Column(Numeric(10, 2), nullable=False)
    iva_amount = Column(Numeric(10, 2), nullable=False)
    total_amount = Column(Numeric(10, 2), nullable=False)
    fattura_elettronica_xml = Column(Text)

    subscription = relationship("Subscription", back_populates="invoices")


class SubscriptionPlanChange(Base):
    __tablename__ = "subscription_plan_changes"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    subscription_id = Column(UUID(as_uuid=True), ForeignKey("subscriptions.id"), nullable=False)
    from_plan_id = Column(UUID(as_uuid=True), ForeignKey("subscription_plans.id"))
    to_plan_id = Column(UUID(as_uuid=True), ForeignKey("subscription_plans.id"), nullable=False)
    proration_cents = Column(Integer, default=0)
    effective_date = Column(DateTime(timezone=True), nullable=False)
