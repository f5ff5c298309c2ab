import sqlalchemy as sa
from alembic import op

revision = "l1"
down_revision = "l0"
branch_labels = ("side",)


def upgrade():
    op.create_table("l1_part", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("l1_part")
