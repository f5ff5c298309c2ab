"""Weight instead of size; the way back forgets the size"""

import sqlalchemy as sa
from alembic import op

revision = "r2"
down_revision = "r1"


def upgrade():
    op.drop_column("parcel", "size")
    op.add_column("parcel", sa.Column("weight", sa.Integer))


def downgrade():
    op.drop_column("parcel", "weight")
