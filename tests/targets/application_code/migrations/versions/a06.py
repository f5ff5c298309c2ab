from alembic import op

revision = "a06"
down_revision = "a05"


def upgrade():
    op.execute("create type mood as enum ('calm')")
    op.execute("alter table item add column mood mood")
    with op.get_context().autocommit_block():
        op.execute("alter type mood add value 'glad'")
        op.create_index("ix_item_mood", "item", ["mood"], postgresql_concurrently=True)
    op.execute("update item set mood = 'glad'")


def downgrade():
    op.drop_column("item", "mood")
