import sqlalchemy as sa
from alembic import op

revision = "m06"
down_revision = "m05"


def upgrade():
    op.create_table("release_06", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_06")
