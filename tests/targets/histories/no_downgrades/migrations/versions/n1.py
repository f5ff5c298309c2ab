import sqlalchemy as sa
from alembic import op

revision = "n1"
down_revision = None


def upgrade():
    op.create_table("absent_1", sa.Column("id", sa.Integer, primary_key=True))
