import sqlalchemy as sa
from alembic import op

revision = "r4"
down_revision = "r3"


def upgrade():
    op.create_table("raising_4", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    raise RuntimeError("there is no way back")
