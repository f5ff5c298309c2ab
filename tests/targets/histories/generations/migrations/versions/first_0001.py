import sqlalchemy as sa
from alembic import op

revision = "first_0001"
down_revision = None
branch_labels = ("first",)


def upgrade():
    op.create_table("old_1", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_1")
