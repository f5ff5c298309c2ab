import sqlalchemy as sa
from alembic import op

revision = "i2"
down_revision = "i1"


def upgrade():
    op.add_column("implied", sa.Column("note", sa.Text))


def downgrade():
    op.drop_column("implied", "note")
