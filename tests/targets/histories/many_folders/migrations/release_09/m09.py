import sqlalchemy as sa
from alembic import op

revision = "m09"
down_revision = "m08"


def upgrade():
    op.create_table("release_09", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_09")
