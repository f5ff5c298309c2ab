import sqlalchemy as sa
from alembic import op

revision = "n5"
down_revision = "n4"


def upgrade():
    op.create_table("absent_5", sa.Column("id", sa.Integer, primary_key=True))
