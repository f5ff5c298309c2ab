import sqlalchemy as sa
from alembic import op

revision = "first_0006"
down_revision = "first_0005"


def upgrade():
    op.create_table("old_6", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("old_6")
