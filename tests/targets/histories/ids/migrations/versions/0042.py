import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "add_the_note_of_a_part_to_the_pa"


def upgrade():
    op.create_table("id_7", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_7")
