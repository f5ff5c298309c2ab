import sqlalchemy as sa
from alembic import op

revision = "4f8a1c2b3d5"
down_revision = None


def upgrade():
    op.create_table("id_1", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_1")
