import sqlalchemy as sa
from alembic import op

revision = "n2"
down_revision = "n1"


def upgrade():
    op.create_table("absent_2", sa.Column("id", sa.Integer, primary_key=True))
