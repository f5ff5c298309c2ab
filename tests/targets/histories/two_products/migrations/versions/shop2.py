import sqlalchemy as sa
from alembic import op

revision = "shop2"
down_revision = "shop1"


def upgrade():
    op.add_column("shop", sa.Column("name", sa.Text))


def downgrade():
    op.drop_column("shop", "name")
