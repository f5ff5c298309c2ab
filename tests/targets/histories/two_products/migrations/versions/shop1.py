import sqlalchemy as sa
from alembic import op

revision = "shop1"
down_revision = None
branch_labels = ("shop",)


def upgrade():
    op.create_table("shop", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("shop")
