import sqlalchemy as sa
from alembic import op

revision = "p1"
down_revision = None


def upgrade():
    op.create_table("plugin_part", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("plugin_part")
