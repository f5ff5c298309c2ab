import sqlalchemy as sa
from alembic import op

revision = "store1"
down_revision = None
branch_labels = ("store",)


def upgrade():
    op.create_table("store", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("store")
