import sqlalchemy as sa
from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    op.create_table("raising_6", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    raise RuntimeError("there is no way back")
