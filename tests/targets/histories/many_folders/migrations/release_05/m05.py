import sqlalchemy as sa
from alembic import op

revision = "m05"
down_revision = "m04"


def upgrade():
    op.create_table("release_05", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_05")
