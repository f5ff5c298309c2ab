import sqlalchemy as sa
from alembic import op

revision = "fi1"
down_revision = None
branch_labels = ("files",)
depends_on = ("re1",)


def upgrade():
    op.create_table("file", sa.Column("id", sa.Integer, sa.ForeignKey("record.id"), primary_key=True))


def downgrade():
    op.drop_table("file")
