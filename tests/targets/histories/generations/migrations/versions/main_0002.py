import sqlalchemy as sa
from alembic import op

revision = "main_0002"
down_revision = "main_0001"


def upgrade():
    op.add_column("generation", sa.Column("note", sa.Text))


def downgrade():
    op.drop_column("generation", "note")
