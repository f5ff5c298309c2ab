import sqlalchemy as sa
from alembic import op

revision = "p01"
down_revision = None


def upgrade():
    op.create_table("parcel", sa.Column("id", sa.Integer, primary_key=True), sa.Column("label", sa.Text))
    op.bulk_insert(sa.table("parcel", sa.column("label")), [{"label": "100% post"}, {"label": "air"}])


def downgrade():
    op.drop_table("parcel")
