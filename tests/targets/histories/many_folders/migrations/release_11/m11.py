import sqlalchemy as sa
from alembic import op

revision = "m11"
down_revision = "m10"


def upgrade():
    op.create_table("release_11", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_11")
