import sqlalchemy as sa
from alembic import op

revision = "d2"
down_revision = "d1"


def upgrade(engine_name: str) -> None:
    globals()["upgrade_%s" % engine_name]()


def downgrade(engine_name: str) -> None:
    globals()["downgrade_%s" % engine_name]()


def upgrade_shop() -> None:
    op.add_column("accounts", sa.Column("name", sa.Text))


def downgrade_shop() -> None:
    op.drop_column("accounts", "name")


def upgrade_log() -> None:
    pass


def downgrade_log() -> None:
    pass
