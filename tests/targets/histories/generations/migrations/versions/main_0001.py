import sqlalchemy as sa
from alembic import op

revision = "main_0001"
down_revision = None
branch_labels = ("main",)


def upgrade():
    op.create_table("generation", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("generation")
