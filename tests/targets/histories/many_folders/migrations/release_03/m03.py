import sqlalchemy as sa
from alembic import op

revision = "m03"
down_revision = "m02"


def upgrade():
    op.create_table("release_03", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("release_03")
