import sqlalchemy as sa
from alembic import op

revision = "a03"
down_revision = "a02"


def upgrade():
    inspector = sa.inspect(op.get_bind())
    if "price" not in {column["name"] for column in inspector.get_columns("item")}:
        op.add_column("item", sa.Column("price", sa.Numeric))
    if not inspector.has_table("basket"):
        op.create_table("basket", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_column("item", "price")
