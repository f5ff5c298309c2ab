"""Expects the tables of release 3."""

import sqlalchemy as sa
from alembic import op

revision = "o1"
down_revision = None


def upgrade():
    op.add_column("account", sa.Column("email", sa.Text))


def downgrade():
    op.drop_column("account", "email")
