"""Tax calculators that keep their results."""

from decimal import Decimal

from sqlmodel import Session, select

from app.models.tax import TaxCalculation

IRPEF = ((28_000, Decimal("0.23")), (50_000, Decimal("0.35")), (None, Decimal("0.43")))


def irpef(income: Decimal) -> Decimal:
    """Gross IRPEF on a yearly income, in euro."""
    due, lower = Decimal(0), Decimal(0)
    for upper, rate in IRPEF:
        part = max(Decimal(0), (income if upper is None else min(income, Decimal(upper))) - lower)
        due += part * rate
        lower = Decimal(upper or 0)
    return due.quantize(Decimal("0.01"))


def calculate(db: Session, user_id: str, income: Decimal, year: int) -> TaxCalculation:
    due = irpef(income)
    result = TaxCalculation(
        user_id=user_id, calculation_type="irpef", tax_year=year, gross_amount=income, net_amount=income - due
    )
    db.add(result)
    db.commit()
    return result


def of_user(db: Session, user_id: str):
    return db.exec(select(TaxCalculation).where(TaxCalculation.user_id == user_id)).all()
