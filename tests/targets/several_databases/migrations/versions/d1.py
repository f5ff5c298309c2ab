import sqlalchemy as sa
from alembic import op

revision = "d1"
down_revision = None


def upgrade(engine_name: str) -> None:
    globals()["upgrade_%s" % engine_name]()


def downgrade(engine_name: str) -> None:
    globals()["downgrade_%s" % engine_name]()


def upgrade_shop() -> None:
    op.create_table("accounts", sa.Column("id", sa.Integer, primary_key=True))


def downgrade_shop() -> None:
    op.drop_table("accounts")


def upgrade_log() -> None:
    op.create_table("events", sa.Column("id", sa.Integer, primary_key=True))


def downgrade_log() -> None:
    op.drop_table("events")
