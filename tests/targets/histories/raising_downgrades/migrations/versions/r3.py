import sqlalchemy as sa
from alembic import op

revision = "r3"
down_revision = "r2"


def upgrade():
    op.create_table("raising_3", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    raise RuntimeError("there is no way back")
