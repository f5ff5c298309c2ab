import sqlalchemy as sa
from alembic import op

revision = "1706702400"
down_revision = "20240131120000"


def upgrade():
    op.create_table("id_4", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_4")
