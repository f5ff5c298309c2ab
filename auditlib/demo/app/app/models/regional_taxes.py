"""Regional and municipal surcharges (addizionali) and IRAP rates."""

from datetime import date
from decimal import Decimal
from typing import List, Optional
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.ccnl_database import Base


class Regione(Base):
    __tablename__ = "regioni"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    codice_istat: Mapped[str] = mapped_column(String(2), unique=True)
    nome: Mapped[str] = mapped_column(String(50), unique=True)
    is_autonomous: Mapped[bool] = mapped_column(default=False)
    capoluogo: Mapped[Optional[str]] = mapped_column(String(50))

    comuni: Mapped[List["Comune"]] = relationship(back_populates="regione")
    tax_rates: Mapped[List["RegionalTaxRate"]] = relationship(back_populates="regione")


class Comune(Base):
    """A municipality; `cap_codes` are the postal codes, separated by commas."""

    __tablename__ = "comuni"
    __table_args__ = (Index("idx_comuni_nome_provincia", "nome", "provincia"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    codice_catastale: Mapped[str] = mapped_column(String(4), unique=True)
    nome: Mapped[str] = mapped_column(String(100))
    provincia: Mapped[str] = mapped_column(String(2))
    regione_id: Mapped[UUID] = mapped_column(ForeignKey("regioni.id"), index=True)
    cap_codes: Mapped[str] = mapped_column(String(500), default="")
    popolazione: Mapped[Optional[int]]

    regione: Mapped[Regione] = relationship(back_populates="comuni")


class RegionalTaxRate(Base):
    __tablename__ = "regional_tax_rates"
    __table_args__ = (
        CheckConstraint("rate >= 0 AND rate <= 100", name="ck_regional_tax_rates_rate"),
        Index("idx_regional_tax_rates_lookup", "regione_id", "tax_type", "valid_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    regione_id: Mapped[UUID] = mapped_column(ForeignKey("regioni.id", ondelete="CASCADE"))
    tax_type: Mapped[str] = mapped_column(String(30))  # IRAP, ADDIZIONALE_IRPEF
    rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    rate_banks: Mapped[Optional[Decimal]] = mapped_column(Numeric(5, 2))
    valid_from: Mapped[date]
    valid_to: Mapped[Optional[date]]

    regione: Mapped[Regione] = relationship(back_populates="tax_rates")


class ComunalTaxRate(Base):
    __tablename__ = "comunal_tax_rates"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    comune_id: Mapped[UUID] = mapped_column(ForeignKey("comuni.id", ondelete="CASCADE"), index=True)
    tax_type: Mapped[str] = mapped_column(String(30))  # IMU, TASI, ADDIZIONALE_COMUNALE_IRPEF
    rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    esenzione_prima_casa: Mapped[bool] = mapped_column(default=False)
    soglia_esenzione: Mapped[Optional[Decimal]] = mapped_column(Numeric(10, 2))
    valid_from: Mapped[date]
