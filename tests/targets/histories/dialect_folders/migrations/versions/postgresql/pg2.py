import sqlalchemy as sa
from alembic import op

revision = "pg2"
down_revision = "pg1"


def upgrade():
    op.add_column("dialect_part", sa.Column("note", sa.Text))


def downgrade():
    op.drop_column("dialect_part", "note")
