import sqlalchemy as sa
from alembic import op

revision = "n4"
down_revision = "n3"


def upgrade():
    op.create_table("absent_4", sa.Column("id", sa.Integer, primary_key=True))
