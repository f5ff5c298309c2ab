import sqlalchemy as sa
from alembic import op

revision = "r5"
down_revision = "r4"


def upgrade():
    op.create_table("raising_5", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    raise RuntimeError("there is no way back")
