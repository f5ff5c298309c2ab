import sqlalchemy as sa
from alembic import op
from shop.models import Item
from sqlalchemy.orm import Session

revision = "a02"
down_revision = "a01"


def upgrade():
    session = Session(bind=op.get_bind())
    session.add(Item(name="first"))
    session.flush()
    for item in session.scalars(sa.select(Item)):
        item.name = item.name.upper()
    session.commit()


def downgrade():
    op.execute('select 1')
