"""Longer words: it needs what the revision before it did not come to."""

import sqlalchemy as sa
from alembic import op

revision = "f3"
down_revision = "f2"


def upgrade():
    op.alter_column("fails_note", "words", type_=sa.String(20))


def downgrade():
    op.alter_column("fails_note", "words", type_=sa.String(10))
