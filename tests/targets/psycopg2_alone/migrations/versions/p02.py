import sqlalchemy as sa
from alembic import op
from psycopg2.extras import Json
from sqlalchemy.dialects.postgresql import JSONB

revision = "p02"
down_revision = "p01"


def upgrade():
    op.add_column("parcel", sa.Column("sizes", JSONB))
    rows = op.get_bind().execute(sa.text("select id from parcel order by id")).scalars().all()
    for row in rows:
        sizes = str(Json([row]))
        op.execute(f"update parcel set sizes = {sizes} where id = {row}")


def downgrade():
    op.drop_column("parcel", "sizes")
