import sqlalchemy as sa
from alembic import op

revision = "first_0004"
down_revision = "first_0003"


def upgrade():
    op.create_table("old_4", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_4")
