import sqlalchemy as sa
from alembic import op
from shop.web import current_app

revision = "c02"
down_revision = "c01"


def upgrade():
    op.add_column("invoice", sa.Column("currency", sa.Text, server_default=current_app().settings["currency"]))


def downgrade():
    op.drop_column("invoice", "currency")
