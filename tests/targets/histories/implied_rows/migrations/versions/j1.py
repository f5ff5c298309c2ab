import sqlalchemy as sa
from alembic import op

revision = "j1"
down_revision = None
branch_labels = ("needing",)
depends_on = ("i2",)


def upgrade():
    op.create_table("needing", sa.Column("id", sa.Integer, sa.ForeignKey("implied.id"), primary_key=True))


def downgrade():
    op.drop_table("needing")
