from alembic import op

revision = "a09"
down_revision = "a08"


def upgrade():
    try:
        op.execute("alter table item alter column name type numeric using no_such_column::numeric")
    except Exception as error:
        print(f"not changed: {error}")


def downgrade():
    op.execute('select 1')
