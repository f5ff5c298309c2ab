from alembic import op
from shop.names import index_of

revision = "a07"
down_revision = "a06"


def upgrade():
    op.create_index(index_of("item", "id"), "item", ["id"])


def downgrade():
    op.drop_index(index_of("item", "id"), "item")
