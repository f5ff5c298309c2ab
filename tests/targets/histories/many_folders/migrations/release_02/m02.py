import sqlalchemy as sa
from alembic import op

revision = "m02"
down_revision = "m01"


def upgrade():
    op.create_table("release_02", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_02")
