import sqlalchemy as sa
from alembic import op

revision = "m04"
down_revision = "m03"


def upgrade():
    op.create_table("release_04", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_04")
