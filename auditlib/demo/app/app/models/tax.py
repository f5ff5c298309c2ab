"""Results of the tax calculators."""

from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import Column, DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.base import utcnow


class TaxCalculation(SQLModel, table=True):
    """One run of a calculator, kept so that the user can find it again."""

    __tablename__ = "tax_calculations"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: str = Field(max_length=64, index=True)
    calculation_type: str = Field(max_length=32)
    tax_year: int
    gross_amount: Decimal = Field(max_digits=14, decimal_places=2)
    net_amount: Decimal = Field(max_digits=14, decimal_places=2)
    parameters: dict = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    breakdown: Optional[dict] = Field(default=None, sa_column=Column(JSONB))
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True), index=True)
