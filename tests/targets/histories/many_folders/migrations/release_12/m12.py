import sqlalchemy as sa
from alembic import op

revision = "m12"
down_revision = "m11"


def upgrade():
    op.create_table("release_12", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_12")
