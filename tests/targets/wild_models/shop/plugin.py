"""Registers its models when its entry point is loaded."""

from sqlalchemy import Column, ForeignKey, Integer

from shop.base import Base


class Coupon(Base):
    __tablename__ = "coupons"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("shop.customers.id"))


def register():
    return [Coupon]
