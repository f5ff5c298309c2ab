import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table(
    "customer",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(200), unique=True),
    sa.Column("seen", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now()),
)
