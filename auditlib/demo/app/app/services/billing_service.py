"""Stripe webhooks."""

from datetime import datetime, timezone

from sqlmodel import Session, select

from app.models.payment import Customer, Invoice, Payment, Subscription, SubscriptionStatus, WebhookEvent


def seen_before(db: Session, event_id: str) -> bool:
    return db.exec(select(WebhookEvent).where(WebhookEvent.event_id == event_id)).first() is not None


def on_payment_succeeded(db: Session, event: dict) -> None:
    """The customer paid: note the payment, keep the subscription alive."""
    if seen_before(db, event["id"]):
        return
    data = event["data"]["object"]
    customer = db.exec(select(Customer).where(Customer.stripe_customer_id == data["customer"])).one()
    subscription = db.exec(select(Subscription).where(Subscription.user_id == customer.user_id)).first()
    if subscription:
        subscription.status = SubscriptionStatus.ACTIVE
    db.add(
        Payment(
            user_id=customer.user_id,
            subscription_id=subscription.id if subscription else None,
            stripe_payment_intent_id=data["payment_intent"],
            amount_eur=data["amount_paid"] / 100,
            status="succeeded",
            paid_at=datetime.now(timezone.utc),
        )
    )
    db.add(WebhookEvent(event_id=event["id"], event_type=event["type"], payload=event, processed=True))
    db.commit()


def invoices_of(db: Session, user_id: str) -> list[Invoice]:
    return list(db.exec(select(Invoice).where(Invoice.user_id == user_id)))
