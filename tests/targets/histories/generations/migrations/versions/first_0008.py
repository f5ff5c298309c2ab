import sqlalchemy as sa
from alembic import op

revision = "first_0008"
down_revision = "first_0007"


def upgrade():
    op.create_table("old_8", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_8")
