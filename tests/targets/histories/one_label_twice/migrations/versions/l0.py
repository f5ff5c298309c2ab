import sqlalchemy as sa
from alembic import op

revision = "l0"
down_revision = None


def upgrade():
    op.create_table("clash", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("clash")
