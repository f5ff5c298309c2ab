import sqlalchemy as sa
from alembic import op

revision = "left"
down_revision = "h0"


def upgrade():
    op.create_table("left_part", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("left_part")
