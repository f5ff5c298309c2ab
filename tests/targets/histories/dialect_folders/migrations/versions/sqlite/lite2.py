from alembic import op

revision = "lite2"
down_revision = "lite1"


def upgrade():
    op.execute('pragma foreign_keys = off')


def downgrade():
    op.execute('select 1')
