import sqlalchemy as sa
from alembic import op

revision = "first_0005"
down_revision = "first_0004"


def upgrade():
    op.create_table("old_5", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_5")
