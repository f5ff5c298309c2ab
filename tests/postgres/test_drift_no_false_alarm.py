"""Models built and compared with the database that they were built in: nothing differs."""

from __future__ import annotations

import pandas as pd

from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences
from tests.rules import witnessed

CONSTRUCTS = """
import enum
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import *

metadata = MetaData()

class Mood(enum.Enum):
    sad = 1
    happy = 2

Table("plain", metadata, Column("id", Integer, primary_key=True), comment="it's commented")
Table(
    "Mixed Case", metadata,
    Column("Id", BigInteger, Identity(always=True, start=5), primary_key=True),
    Column("plain id", ForeignKey("plain.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")),
    Column("select", Text, comment="a keyword"),
)
types = Table(
    "types", metadata,
    Column("a", SmallInteger, primary_key=True), Column("b", Uuid, primary_key=True),
    Column("c", Float(precision=24)), Column("d", Float), Column("e", Double), Column("f", Numeric(10, 2)),
    Column("g", Numeric), Column("h", String), Column("i", String(50)), Column("j", CHAR(3)), Column("k", Boolean),
    Column("l", DateTime), Column("m", DateTime(timezone=True)), Column("n", Date), Column("o", Time(timezone=True)),
    Column("p", Interval), Column("q", LargeBinary), Column("r", JSON), Column("s", JSONB), Column("t", ARRAY(Integer)),
    Column("u", ARRAY(String(10), dimensions=2)), Column("v", INET), Column("w", INT4RANGE), Column("x", TSVECTOR),
    Column("y", Enum(Mood)), Column("z", Enum("on", "off", name="switch", native_enum=False, create_constraint=True)),
    Column("aa", DOMAIN("positive", Integer, check=text("value > 0"))), Column("ab", BIT(4)), Column("ac", MACADDR),
    Column("ad", TIMESTAMP(precision=3)), Column("ae", Text(collation="C")),
    Column("af", Boolean(create_constraint=True, name="truth")),
)
Table(
    "defaults", metadata,
    Column("id", Integer, Sequence("numbers", start=10), primary_key=True),
    Column("a", DateTime, server_default=func.now()), Column("b", Uuid, server_default=text("gen_random_uuid()")),
    Column("c", String(9), server_default="it's"), Column("d", JSON, server_default="{}"),
    Column("e", JSONB, server_default=text("'[]'::jsonb")), Column("f", ARRAY(Text), server_default="{}"),
    Column("g", Boolean, server_default=false(), nullable=False), Column("h", Numeric, server_default="1.50"),
    Column("i", Enum(Mood), server_default="happy"), Column("j", Interval, server_default=text("'1 day'::interval")),
    Column("k", DateTime, server_default=text("timezone('utc', now())")),
    Column("l", Integer, Computed("id * 2", persisted=True)),
    Column("m", TSVECTOR, Computed("to_tsvector('simple', coalesce(c, ''))", persisted=True)),
)
indexed = Table(
    "indexed", metadata,
    Column("id", Integer, primary_key=True), Column("a", Text, index=True), Column("b", Text, unique=True),
    Column("c", Integer), Column("d", JSONB), Column("e", String(20)),
    UniqueConstraint("c", "e"), UniqueConstraint("a", "c", name="named"), CheckConstraint("c > 1 and c < 10"),
    CheckConstraint("e in ('x', 'y')", name="listed"), ExcludeConstraint(("c", "="), using="btree"),
)
Index("ix_lower", func.lower(indexed.c.a))
Index("ix_case", text("(case when c > 1 then 'x' else 'y' end)"), _table=indexed)
Index("ix_concat", indexed.c.a + " " + indexed.c.b)
Index("ix_in", indexed.c.e.in_(["x", "y"]))
Index("ix_desc", indexed.c.a.desc().nullslast(), indexed.c.c)
Index("ix_partial", indexed.c.a, postgresql_where=indexed.c.c != 1)
Index("ix_gin", indexed.c.d, postgresql_using="gin", postgresql_ops={"d": "jsonb_path_ops"})
Index("ix_include", indexed.c.a, postgresql_include=["b"], postgresql_with={"fillfactor": 70})
Index("ix_nulls", indexed.c.a, indexed.c.e, unique=True, postgresql_nulls_not_distinct=True)
Index("ix_" + "long" * 14, indexed.c.a)
Table("parted", metadata, Column("id", Integer), Column("day", Date), postgresql_partition_by="RANGE (day)")
Table("elsewhere", metadata, Column("id", Integer), Column("p", ForeignKey("plain.id")), schema="other")
Table("explicit", metadata, Column("id", Integer, primary_key=True), schema="public")
Table("cyclic", metadata, Column("id", Integer, primary_key=True),
    Column("parent", ForeignKey("cyclic.id", name="to_parent")))
Table("x" * 60, metadata, Column("id", Integer, primary_key=True), Column("y" * 40, Text, unique=True))
"""


def read(server: Server) -> dict[str, pd.DataFrame]:
    """The frames of the constructs, built in a database of their own."""
    return witnessed.from_models(server, CONSTRUCTS)[0]


def as_source(frames: dict[str, pd.DataFrame], source: str) -> dict[str, pd.DataFrame]:
    """The object frames under another source."""
    return {name: frame.assign(source=source) for name, frame in frames.items() if "source" in frame.columns}


def test_models_do_not_differ_from_the_database_they_built(server: Server) -> None:
    """Fifty and more constructs, built twice and read by the same queries: no difference, with or without a chain."""
    models, live = read(server), as_source(read(server), "live")
    two = combine([models, live], FRAMES)
    three = combine([models, live, as_source(live, "replay")], FRAMES)

    assert len(two["columns"]) > 100
    for frames in (two, three):
        found = differences(frames)
        assert found.empty, found[["object_kind", "table", "name", "attribute", "reason"]].to_string()
