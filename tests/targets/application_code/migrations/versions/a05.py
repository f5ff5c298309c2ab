import sqlalchemy as sa
from alembic import op
import json

revision = "a05"
down_revision = "a04"


def upgrade():
    rows = op.get_bind().execute(sa.text("select id, name from item order by id")).mappings().all()
    with open("items_before.json", "w") as file:
        json.dump([dict(row) for row in rows], file)
    op.drop_column("item", "price")


def downgrade():
    op.add_column("item", sa.Column("price", sa.Numeric))
