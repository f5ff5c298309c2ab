import sqlalchemy as sa
from alembic import op

revision = "first_0002"
down_revision = "first_0001"


def upgrade():
    op.create_table("old_2", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_2")
