import sqlalchemy as sa
from alembic import op

revision = "my4"
down_revision = "my3"


def upgrade():
    op.create_table("after_mysql", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("after_mysql")
