import sqlalchemy as sa
from alembic import op

revision = "h0"
down_revision = None


def upgrade():
    op.create_table("headed", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("headed")
