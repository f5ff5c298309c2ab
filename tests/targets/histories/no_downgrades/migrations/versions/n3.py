import sqlalchemy as sa
from alembic import op

revision = "n3"
down_revision = "n2"


def upgrade():
    op.create_table("absent_3", sa.Column("id", sa.Integer, primary_key=True))
