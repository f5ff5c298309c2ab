import sqlalchemy as sa
from alembic import op

revision = "p2"
down_revision = "p1"


def upgrade():
    op.add_column("plugin_part", sa.Column("note", sa.Text))


def downgrade():
    op.drop_column("plugin_part", "note")
