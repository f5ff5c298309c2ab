import sqlalchemy as sa
from alembic import op

revision = "first_0007"
down_revision = "first_0006"


def upgrade():
    op.create_table("old_7", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_7")
