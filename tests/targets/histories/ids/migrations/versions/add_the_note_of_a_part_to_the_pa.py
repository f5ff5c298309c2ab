import sqlalchemy as sa
from alembic import op

revision = "add_the_note_of_a_part_to_the_pa"
down_revision = "words_0001"


def upgrade():
    op.create_table("id_6", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("id_6")
