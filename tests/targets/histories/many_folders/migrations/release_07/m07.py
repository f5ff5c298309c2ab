import sqlalchemy as sa
from alembic import op

revision = "m07"
down_revision = "m06"


def upgrade():
    op.create_table("release_07", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_07")
