from alembic import op
from shop import heavy  # noqa: F401

revision = "a10"
down_revision = "a09"


def upgrade():
    op.execute('select 1')


def downgrade():
    op.execute('select 1')
