from alembic import op

revision = "my3"
down_revision = "my2"


def upgrade():
    op.execute("ALTER TABLE `ported` MODIFY COLUMN `note` LONGTEXT CHARACTER SET utf8mb4")


def downgrade():
    op.execute('select 1')
