from alembic import op
from pathlib import Path

revision = "s1"
down_revision = None


def upgrade():
    op.execute((Path(__file__).parent / "s1.sql").read_text())


def downgrade():
    raise NotImplementedError('the first revision')
