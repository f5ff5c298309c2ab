import sqlalchemy as sa
from alembic import op

revision = "e1"
down_revision = "base"
branch_labels = ("expand",)


def upgrade():
    op.add_column("labelled", sa.Column("new", sa.Text))


def downgrade():
    op.drop_column("labelled", "new")
