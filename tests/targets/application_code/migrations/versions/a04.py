from alembic import op

revision = "a04"
down_revision = "a03"


def upgrade():
    try:
        with op.get_bind().begin_nested():
            op.execute("create index ix_item_colour on item (colour)")
    except Exception as error:
        print(f"no index: {error}")


def downgrade():
    op.execute('select 1')
