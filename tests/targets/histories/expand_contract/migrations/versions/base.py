import sqlalchemy as sa
from alembic import op

revision = "base"
down_revision = None


def upgrade():
    op.create_table("labelled", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("labelled")
