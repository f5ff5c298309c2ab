import sqlalchemy as sa
from alembic import op

revision = "right"
down_revision = "h0"


def upgrade():
    op.create_table("right_part", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("right_part")
