# ruff: noqa: E501
"""Constructs of SQLAlchemy, a table each, as the text of a module: what models can express, in every spelling we know.

``COLUMNS`` are what stands in a table of that name beside its ``id``; ``TABLES`` are whole statements. Those named in
``NOT_IN_OLD`` are not in every SQLAlchemy from 1.4 on.
"""

from __future__ import annotations

HEAD = """
import decimal, enum
from sqlalchemy import *
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import *
from sqlalchemy.types import TypeDecorator, UserDefinedType

class Mood(enum.Enum):
    sad = 1
    happy = 2

class Lowered(TypeDecorator):
    impl = String(40)
    cache_ok = True

class Switched(TypeDecorator):
    impl = Text
    cache_ok = True
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else Text())

class Point(UserDefinedType):
    cache_ok = True
    def get_col_spec(self, **kw):
        return "point"

metadata = MetaData()
event.listen(metadata, "before_create", DDL("CREATE SCHEMA listened"))
schemed = MetaData(schema="apart")
conventional = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
})
labels = ENUM("a", "it's", "with, comma", name="labels", metadata=metadata)
counter = Sequence("counter", start=100, increment=5, minvalue=1, maxvalue=10000, cycle=True, metadata=metadata)
elsewhere_labels = ENUM("a", "b", name="elsewhere_labels", schema="apart", metadata=metadata)
lonely = Sequence("lonely", schema="apart", metadata=metadata)
"""

COLUMNS = {
    "default_text": 'Column("v", String(9), server_default="plain")',
    "default_quoted": """Column("v", String(9), server_default="it's")""",
    "default_backslash": r"""Column("v", Text, server_default="a\\b")""",
    "default_empty": 'Column("v", Text, server_default="")',
    "default_percent": 'Column("v", Text, server_default="100%")',
    "default_colon": r"""Column("v", Text, server_default=text("'a\\:b'"))""",
    "default_unicode": 'Column("v", Text, server_default="naïve – 漢字")',
    "default_cast_text": """Column("v", String(9), server_default=text("'x'::character varying"))""",
    "default_integer": 'Column("v", Integer, server_default="0")',
    "default_integer_text": 'Column("v", BigInteger, server_default=text("42"))',
    "default_negative": 'Column("v", Integer, server_default=text("-1"))',
    "default_expression": 'Column("v", Integer, server_default=text("1 + 2 * 3"))',
    "default_small_float": 'Column("v", Float, server_default=text("0.0000001"))',
    "default_float_text": 'Column("v", Float, server_default="1e-09")',
    "default_double": 'Column("v", DOUBLE_PRECISION, server_default="3.14159265358979")',
    "default_numeric": 'Column("v", Numeric(10, 2), server_default="1.50")',
    "default_numeric_text": 'Column("v", Numeric, server_default=text("1.50"))',
    "default_true": 'Column("v", Boolean, server_default=true(), nullable=False)',
    "default_false_text": 'Column("v", Boolean, server_default="f")',
    "default_now": 'Column("v", DateTime, server_default=func.now())',
    "default_current": 'Column("v", TIMESTAMP(timezone=True), server_default=text("CURRENT_TIMESTAMP"))',
    "default_utc": """Column("v", DateTime, server_default=text("timezone('utc', now())"))""",
    "default_at_zone": """Column("v", DateTime, server_default=text("(now() AT TIME ZONE 'utc')"))""",
    "default_clock": 'Column("v", DateTime(timezone=True), server_default=func.clock_timestamp())',
    "default_date": 'Column("v", Date, server_default=func.current_date())',
    "default_date_text": 'Column("v", Date, server_default="2020-01-31")',
    "default_time": 'Column("v", Time, server_default="12:30")',
    "default_interval": """Column("v", Interval, server_default=text("'1 day'::interval"))""",
    "default_interval_text": 'Column("v", Interval, server_default="36:00:00")',
    "default_uuid": 'Column("v", UUID(as_uuid=True), server_default=func.gen_random_uuid())',
    "default_uuid_text": 'Column("v", UUID, server_default="00000000-0000-0000-0000-000000000000")',
    "default_json": 'Column("v", JSON, server_default="{}")',
    "default_json_deep": """Column("v", JSON, server_default='{"a": ["it''s", null, 1.50]}')""",
    "default_jsonb": """Column("v", JSONB, server_default=text("'[]'::jsonb"))""",
    "default_jsonb_spaces": """Column("v", JSONB, server_default='{"b":1,  "a":2}')""",
    "default_jsonb_call": """Column("v", JSONB, server_default=text("jsonb_build_object('k', 1)"))""",
    "default_array": 'Column("v", ARRAY(Text), server_default="{}")',
    "default_array_text": """Column("v", ARRAY(Integer), server_default=text("ARRAY[1, 2]"))""",
    "default_array_cast": """Column("v", ARRAY(String(5)), server_default=text("'{a,b}'::character varying[]"))""",
    "default_enum": 'Column("v", Enum(Mood, name="mood"), server_default="happy")',
    "default_enum_cast": """Column("v", labels, server_default=text("'it''s'::labels"))""",
    "default_bytes": r"""Column("v", LargeBinary, server_default=text("'\\xdeadbeef'::bytea"))""",
    "default_inet": 'Column("v", INET, server_default="10.0.0.1")',
    "default_range": 'Column("v", INT4RANGE, server_default="[1,5)")',
    "default_bits": """Column("v", BIT(4), server_default=text("B'1010'"))""",
    "default_null": 'Column("v", Text, server_default=text("NULL"))',
    "default_user": 'Column("v", Text, server_default=text("CURRENT_USER"))',
    "default_case": """Column("v", Text, server_default=text("CASE WHEN now() > '2020-01-01' THEN 'a' ELSE 'b' END"))""",
    "default_nested": """Column("v", Text, server_default=text("lower(md5(random()::text))"))""",
    "default_sequence": 'Column("v", Integer, counter, server_default=counter.next_value())',
    "type_small": 'Column("v", SmallInteger), Column("w", REAL), Column("x", Float(precision=24)), Column("y", Float(53))',
    "type_texts": 'Column("v", String), Column("w", CHAR(3)), Column("x", Unicode(7)), Column("y", Text(collation="C"))',
    "type_times": 'Column("v", TIMESTAMP(precision=3)), Column("w", TIME(timezone=True)), Column("x", INTERVAL(fields="DAY"))',
    "type_net": 'Column("v", CIDR), Column("w", MACADDR), Column("x", BIT(varying=True)), Column("y", OID)',
    "type_ranges": 'Column("v", NUMRANGE), Column("w", TSTZRANGE), Column("x", DATERANGE), Column("y", INT8RANGE)',
    "type_search": 'Column("v", TSVECTOR), Column("w", JSONB(none_as_null=True)), Column("x", JSON)',
    "type_arrays": 'Column("v", ARRAY(Integer)), Column("w", ARRAY(String(10), dimensions=2)), Column("x", ARRAY(labels))',
    "type_check_boolean": 'Column("v", Boolean(create_constraint=True, name="truth"))',
    "type_check_enum": 'Column("v", Enum("on", "off", name="switch", native_enum=False, create_constraint=True))',
    "type_enum_python": 'Column("v", Enum(Mood, values_callable=lambda kind: [str(each.value) for each in kind], name="mood_values"))',
    "type_enum_elsewhere": 'Column("v", Enum("a", "b", name="kind_elsewhere", schema="apart")), Column("w", elsewhere_labels)',
    "type_decorated": 'Column("v", Lowered), Column("w", Switched), Column("x", Lowered, server_default="x")',
    "type_own": 'Column("v", Point)',
    "type_variant": 'Column("v", JSON().with_variant(JSONB(), "postgresql"))',
    "computed_sum": 'Column("v", Integer), Column("w", Integer, Computed("v * 2 + 1", persisted=True))',
    "computed_search": """Column("v", Text), Column("w", TSVECTOR, Computed("to_tsvector('simple', coalesce(v, ''))", persisted=True))""",
    "identity_always": 'Column("v", BigInteger, Identity(always=True, start=5, increment=10))',
    "identity_default": 'Column("v", SmallInteger, Identity(minvalue=1, maxvalue=99, cycle=True))',
    "commented_column": """Column("v", Text, comment="it's \\"quoted\\" – and % : ; ünï")""",
    "keyword_names": 'Column("select", Text), Column("user", Text), Column("Order By", Text), Column("a.b", Text, unique=True)',
    "quoted_names": """Column('say "hi"', Text, index=True), Column("it's", Text, server_default="x")""",
    "percent_name": 'Column("50%", Integer, index=True)',
    "unique_column": 'Column("v", Text, unique=True), Column("w", Text, unique=True, index=True)',
    "unique_two": 'Column("v", Text), Column("w", Text), UniqueConstraint("w", "v"), UniqueConstraint("v", name="named one")',
    "unique_deferred": 'Column("v", Text), UniqueConstraint("v", deferrable=True, initially="DEFERRED")',
    "check_unnamed": 'Column("v", Integer), CheckConstraint("v > 1 and v < 10")',
    "check_in": """Column("v", Text), CheckConstraint("v in ('x', 'it''s')", name="listed"), CheckConstraint("v ~ '^[a-z]+$'", name="like")""",
    "check_between": 'Column("v", Float), CheckConstraint("v between 0.0001 and 1e6", name="bounds")',
    "check_json": """Column("v", JSONB), CheckConstraint("v ? 'key' and jsonb_typeof(v -> 'key') = 'array'", name="shape")""",
    "excluded": 'Column("v", INT4RANGE), ExcludeConstraint(("v", "&&"), name="apart", where=text("lower(v) > 0"))',
    "key_actions": 'Column("v", ForeignKey("default_text.id", ondelete="SET NULL", onupdate="CASCADE"))',
    "key_deferred": 'Column("v", ForeignKey("default_text.id", deferrable=True, initially="DEFERRED", name="late"))',
    "key_itself": 'Column("v", ForeignKey("key_itself.id", name="to_parent"))',
    "key_not_valid": 'Column("v", Integer), Column("w", Integer), ForeignKeyConstraint(["v"], ["default_text.id"], name="unproven", postgresql_not_valid=True), ForeignKeyConstraint(["w"], ["key_not_valid.id"], name="unproven_later", use_alter=True, postgresql_not_valid=True), CheckConstraint("v > 3", name="unproven_check", postgresql_not_valid=True)',
    "key_across": 'Column("v", ForeignKey("other.elsewhere.id"))',
    "index_column": 'Column("v", Text, index=True), Column("w", Text), Index("ix_two", "w", "v")',
    "index_lower": 'Column("v", Text), Index("ix_lower", func.lower(column("v")))',
    "index_text": """Column("v", Text), Index("ix_text", text("(coalesce(v, '') || 'x')"))""",
    "index_order": 'Column("v", Text), Column("w", Text), Index("ix_order", text("v DESC NULLS LAST"), "w")',
    "index_partial": """Column("v", Text), Index("ix_partial", "v", postgresql_where=text("v <> 'it''s' and v is not null"))""",
    "index_partial_unique": 'Column("v", Text), Index("ix_once", "v", unique=True, postgresql_where=text("id > 5"))',
    "index_covering": 'Column("v", Text), Column("w", Text), Index("ix_cover", "v", postgresql_include=["w"])',
    "index_options": 'Column("v", Text), Index("ix_fill", "v", postgresql_with={"fillfactor": 70})',
    "index_opclass": 'Column("v", Text), Index("ix_like", "v", postgresql_ops={"v": "text_pattern_ops"})',
    "index_gin": 'Column("v", JSONB), Index("ix_gin", "v", postgresql_using="gin", postgresql_ops={"v": "jsonb_path_ops"})',
    "index_gist": 'Column("v", TSTZRANGE), Index("ix_gist", "v", postgresql_using="gist")',
    "index_hash": 'Column("v", Text), Index("ix_hash", "v", postgresql_using="hash")',
    "index_brin": 'Column("v", DateTime), Index("ix_brin", "v", postgresql_using="brin")',
    "index_long_name": 'Column("v", Text), Index("ix_" + "long" * 14, "v")',
}

TABLES = {
    "commented": 'Table("commented", metadata, Column("id", Integer, primary_key=True), comment="it\'s a \\"table\\"")',
    "Mixed Case": 'Table("Mixed Case", metadata, Column("Id", Integer, primary_key=True), Column("Of", ForeignKey("default_text.id")))',
    "explicit": 'Table("explicit", metadata, Column("id", Integer, primary_key=True), schema="public")',
    "elsewhere": 'Table("elsewhere", metadata, Column("id", Integer, primary_key=True), Column("v", Text, index=True), schema="other")',
    "back_across": 'Table("back_across", metadata, Column("id", Integer, ForeignKey("default_text.id"), primary_key=True), schema="other")',
    "two_keys": 'Table("two_keys", metadata, Column("a", Integer, primary_key=True), Column("b", Text, primary_key=True))',
    "to_two_keys": 'Table("to_two_keys", metadata, Column("x", Integer), Column("y", Text), ForeignKeyConstraint(["x", "y"], ["two_keys.a", "two_keys.b"]))',
    "named_key": 'Table("named_key", metadata, Column("id", Integer), PrimaryKeyConstraint("id", name="the key"))',
    "no_key": 'Table("no_key", metadata, Column("v", Integer), Column("w", Integer, nullable=False))',
    "big_serial": 'Table("big_serial", metadata, Column("id", BigInteger, primary_key=True), Column("v", Text))',
    "small_serial": 'Table("small_serial", metadata, Column("id", SmallInteger, primary_key=True))',
    "own_sequence": 'Table("own_sequence", metadata, Column("id", Integer, Sequence("numbers", start=10), primary_key=True))',
    "sequence_elsewhere": 'Table("sequence_elsewhere", metadata, Column("id", Integer, Sequence("numbers_elsewhere", schema="apart"), primary_key=True))',
    "enum_of_schemed": 'Table("enum_of_schemed", schemed, Column("id", Integer, primary_key=True), Column("v", Enum("a", "b", name="of_schemed")))',
    "in_listened": 'Table("in_listened", metadata, Column("id", Integer, primary_key=True), Column("v", Enum("a", name="kind_listened", schema="listened")), schema="listened")',
    "parted": 'Table("parted", metadata, Column("id", Integer), Column("day", Date), postgresql_partition_by="RANGE (day)")',
    "parted_by_list": 'Table("parted_by_list", metadata, Column("id", Integer), Column("v", Text), postgresql_partition_by="LIST (lower(v))")',
    "child": 'Table("child", metadata, Column("more", Integer), postgresql_inherits="no_key")',
    "unlogged": 'Table("unlogged", metadata, Column("id", Integer, primary_key=True), prefixes=["UNLOGGED"])',
    "filled": 'Table("filled", metadata, Column("id", Integer, primary_key=True), postgresql_with={"fillfactor": 70})',
    "x" * 60: 'Table("x" * 60, metadata, Column("id", Integer, primary_key=True), Column("y" * 40, Text, unique=True))',
    "cyclic_a": 'Table("cyclic_a", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("cyclic_b.id", name="a_to_b", use_alter=True)))',
    "cyclic_b": 'Table("cyclic_b", metadata, Column("id", Integer, primary_key=True), Column("a", ForeignKey("cyclic_a.id", name="b_to_a")))',
    "loop_a": 'Table("loop_a", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("loop_b.id", name="to_loop_b", postgresql_not_valid=True)), Column("c", ForeignKey("default_text.id", name="out_of_loop", postgresql_not_valid=True)))',
    "loop_b": 'Table("loop_b", metadata, Column("id", Integer, primary_key=True), Column("a", ForeignKey("loop_a.id", name="to_loop_a", postgresql_not_valid=True)))',
    "by_convention": 'Table("by_convention", conventional, Column("id", Integer, primary_key=True), Column("v", Text, unique=True), Column("w", Text, index=True), CheckConstraint("id > 0", name="positive"))',
    "key_by_convention": 'Table("key_by_convention", conventional, Column("id", Integer, primary_key=True), Column("v", ForeignKey("by_convention.id")))',
    "long_by_convention": 'Table("long_by_convention" + "_" * 30, conventional, Column("id", Integer, primary_key=True), Column("v" * 20, ForeignKey("by_convention.id"), index=True))',
    "nulls_once": 'Table("nulls_once", metadata, Column("v", Text), Column("w", Text), Index("ix_nulls", "v", unique=True, postgresql_nulls_not_distinct=True), UniqueConstraint("w", postgresql_nulls_not_distinct=True))',
    "domained": 'Table("domained", metadata, Column("v", DOMAIN("positive", Integer, check=text("value > 0"), not_null=True, default="1")))',
    "domained_elsewhere": 'Table("domained_elsewhere", metadata, Column("v", DOMAIN("domain_elsewhere", Integer, schema="apart")))',
    "new_types": 'Table("new_types", metadata, Column("v", Uuid), Column("w", Double), Column("x", INT4MULTIRANGE))',
}
NOT_IN_OLD = {"nulls_once", "domained", "domained_elsewhere", "enum_of_schemed", "new_types", "filled"}


def names(*, old: bool = False) -> list[str]:
    """The constructs by name; with ``old`` those that SQLAlchemy has since 1.4."""
    return [name for name in (*COLUMNS, *TABLES) if not (old and name in NOT_IN_OLD)]


def module(*, old: bool = False) -> str:
    """The module that declares every construct, each in a table of its own."""
    lines = []
    for name in names(old=old):
        key = 'Column("id", Integer, primary_key=True)'
        lines.append(TABLES.get(name) or f'Table("{name}", metadata, {key}, {COLUMNS[name]})')
    return "\n".join([HEAD, *lines, ""])
