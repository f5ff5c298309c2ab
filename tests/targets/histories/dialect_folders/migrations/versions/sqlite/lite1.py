from alembic import op

revision = "lite1"
down_revision = None


def upgrade():
    op.execute('create table dialect_part (id integer primary key autoincrement)')


def downgrade():
    op.drop_table("dialect_part")
