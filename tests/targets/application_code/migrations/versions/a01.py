import sqlalchemy as sa
from alembic import op
from shop.models import Item
from shop.names import ITEM_INDEX, ITEMS

revision = "a01"
down_revision = None


def upgrade():
    op.create_table(Item.__tablename__, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    op.create_index(ITEM_INDEX, ITEMS, ["name"])


def downgrade():
    op.drop_table(Item.__tablename__)
