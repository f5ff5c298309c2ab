import sqlalchemy as sa
from alembic import op

revision = "first_0003"
down_revision = "first_0002"


def upgrade():
    op.create_table("generation", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("generation")
