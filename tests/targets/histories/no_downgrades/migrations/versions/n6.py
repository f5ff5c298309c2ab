import sqlalchemy as sa
from alembic import op

revision = "n6"
down_revision = "n5"


def upgrade():
    op.create_table("absent_6", sa.Column("id", sa.Integer, primary_key=True))
