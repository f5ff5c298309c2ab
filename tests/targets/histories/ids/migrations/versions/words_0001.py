import sqlalchemy as sa
from alembic import op

revision = "words_0001"
down_revision = "1706702400"


def upgrade():
    op.create_table("id_5", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_5")
