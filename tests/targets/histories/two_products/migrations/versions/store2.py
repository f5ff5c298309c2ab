import sqlalchemy as sa
from alembic import op

revision = "store2"
down_revision = "store1"


def upgrade():
    op.add_column("store", sa.Column("name", sa.Text))


def downgrade():
    op.drop_column("store", "name")
