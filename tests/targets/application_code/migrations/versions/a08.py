import sqlalchemy as sa
from alembic import op
import shop.config

revision = "a08"
down_revision = "a07"


def upgrade():
    op.add_column("item", sa.Column("colour", sa.Text))


def downgrade():
    op.drop_column("item", "colour")
