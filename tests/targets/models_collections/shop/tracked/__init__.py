from shop.base import Base  # a re-export, which must not name the MetaData

__all__ = ["Base"]
