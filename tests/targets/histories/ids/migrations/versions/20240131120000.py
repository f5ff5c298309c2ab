import sqlalchemy as sa
from alembic import op

revision = "20240131120000"
down_revision = "4f8a1c2b3d5e6"


def upgrade():
    op.create_table("id_3", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_3")
