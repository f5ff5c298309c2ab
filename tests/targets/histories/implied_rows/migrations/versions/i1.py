import sqlalchemy as sa
from alembic import op

revision = "i1"
down_revision = None
branch_labels = ("implied",)


def upgrade():
    op.create_table("implied", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("implied")
