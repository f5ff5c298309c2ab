import sqlalchemy as sa
from alembic import op

revision = "m10"
down_revision = "m09"


def upgrade():
    op.create_table("release_10", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_10")
