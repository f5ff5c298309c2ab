import sqlalchemy as sa
from alembic import op

revision = "my2"
down_revision = "my1"


def upgrade():
    if op.get_bind().dialect.name == "mysql":
        op.execute("ALTER TABLE ported ENGINE = InnoDB")
    op.add_column("ported", sa.Column("note", sa.Text))


def downgrade():
    op.drop_column("ported", "note")
