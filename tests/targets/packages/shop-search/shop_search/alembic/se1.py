import sqlalchemy as sa
from alembic import op

revision = "se1"
down_revision = None
branch_labels = ("search",)
depends_on = "files"


def upgrade():
    op.create_table("search", sa.Column("id", sa.Integer, sa.ForeignKey("file.id"), primary_key=True))


def downgrade():
    op.drop_table("search")
