import sqlalchemy as sa
from alembic import op

revision = "my1"
down_revision = None


def upgrade():
    op.create_table("ported", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("ported")
