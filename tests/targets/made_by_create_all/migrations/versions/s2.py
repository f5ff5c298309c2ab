import sqlalchemy as sa
from alembic import op

revision = "s2"
down_revision = "s1"


def upgrade():
    op.add_column("customer", sa.Column("seen", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()")))
    op.add_column("customer", sa.Column("made", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP")))


def downgrade():
    op.drop_column("customer", "made")
    op.drop_column("customer", "seen")
