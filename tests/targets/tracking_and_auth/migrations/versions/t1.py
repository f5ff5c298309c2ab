import sqlalchemy as sa
from alembic import op

revision = "t1"
down_revision = None


def upgrade():
    op.create_table("run", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("run")
