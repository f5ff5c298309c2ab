"""Parcels; the type stays when they go"""

import sqlalchemy as sa
from alembic import op

revision = "r1"
down_revision = None


def upgrade():
    op.create_table(
        "parcel",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.Enum("packed", "sent", name="parcel_state"), nullable=False),
        sa.Column("size", sa.Integer),
    )


def downgrade():
    op.drop_table("parcel")
