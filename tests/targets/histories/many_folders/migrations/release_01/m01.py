import sqlalchemy as sa
from alembic import op

revision = "m01"
down_revision = None


def upgrade():
    op.create_table("release_01", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_01")
