import sqlalchemy as sa
from alembic import op

revision = "re1"
down_revision = None
branch_labels = ("records",)
depends_on = ("ac1",)


def upgrade():
    op.create_table("record", sa.Column("id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True))


def downgrade():
    op.drop_table("record")
