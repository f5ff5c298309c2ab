from alembic import op

revision = "k1"
down_revision = "base"
branch_labels = ("contract",)
depends_on = ("e1",)


def upgrade():
    op.execute("alter table labelled drop column if exists old")


def downgrade():
    op.execute('select 1')
