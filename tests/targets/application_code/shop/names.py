from shop.models import Item

ITEMS = Item.__tablename__
COUNT = """
select count(*)
from item
"""
ITEM_INDEX = f"ix_{ITEMS}_name"


def index_of(table, column):
    return f"ix_{table}_{column}"
