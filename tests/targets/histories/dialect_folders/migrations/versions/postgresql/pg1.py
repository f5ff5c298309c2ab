import sqlalchemy as sa
from alembic import op

revision = "pg1"
down_revision = None


def upgrade():
    op.create_table("dialect_part", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("dialect_part")
