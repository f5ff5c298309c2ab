"""What models of real projects hold, and what their databases hold beside it."""

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import declarative_base

metadata = sa.MetaData()
Base = declarative_base(metadata=metadata)


class Customer(Base):
    __tablename__ = "customer"
    __table_args__ = (sa.UniqueConstraint("email", name="uq_customer_email"),)
    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.Text)
    a_column_with_a_name_that_is_rather_long = sa.Column(sa.Text)


class Order(Base):
    __tablename__ = "order"
    id = sa.Column(sa.Integer, primary_key=True)
    state = sa.Column(sa.Enum("open", "paid", name="order_state"))


class Measurement(Base):
    __tablename__ = "measurement"
    __table_args__ = {"postgresql_partition_by": "range (taken_on)"}
    taken_on = sa.Column(sa.Date, primary_key=True)
    value = sa.Column(sa.Integer)


sa.Table("log_line", metadata, sa.Column("line", sa.Text))
sa.Index(
    "ix_customer_a_column_with_a_name_that_is_rather_long_and_is_cut",
    Customer.a_column_with_a_name_that_is_rather_long,
)
sa.Index("ix_customer_of_another_dialect", Customer.id).ddl_if(dialect="sqlite")

event.listen(
    metadata,
    "before_create",
    sa.DDL("create or replace function touch() returns trigger language plpgsql as $$ begin return new; end $$"),
)
event.listen(
    Customer.__table__,
    "after_create",
    sa.DDL("create trigger touched before update on customer for each row execute function touch()"),
)

for number in range(53):
    labels = [f"label_{label}" for label in range(5 + number % 2)]
    kind = sa.Enum(*labels, name=f"kind_{number}")
    sa.Table(f"kinds_{number}", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("kind", kind))

for number in range(12):
    columns = [sa.Column("id", sa.Integer, primary_key=True)]
    if number:
        columns.append(sa.Column("before", sa.Integer, sa.ForeignKey(f"part_{number - 1}.node.id")))
    sa.Table("node", metadata, *columns, schema=f"part_{number}")
