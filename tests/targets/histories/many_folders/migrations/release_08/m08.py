import sqlalchemy as sa
from alembic import op

revision = "m08"
down_revision = "m07"


def upgrade():
    op.create_table("release_08", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_08")
