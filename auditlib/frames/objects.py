"""The objects a database holds, one frame a kind. ``source`` leads each key.

A list of names (``columns``, ``labels``…) is one text: identifiers quoted where SQL would quote them,
separated by ``", "``. So lists compare, sort and print as they are. No oid appears anywhere.
"""

from auditlib.frames import objects_more
from auditlib.frames.object_columns import SCHEMA, SOURCE, TABLE, owner
from auditlib.frames.reading import SERVERS, UNREAD
from auditlib.frames.spec import DATABASES, LIVE_ONLY, Frame, flag, integer, key, text

SCHEMAS = Frame(
    "schemas",
    "Schemas other than the system's.",
    "object",
    (SOURCE, SCHEMA, owner()),
    object_kind="schema",
    catalog="pg_namespace",
)

EXTENSIONS = Frame(
    "extensions",
    "Installed extensions; their members are left out of every other frame.",
    "object",
    (
        SOURCE,
        key("extension", "name of the extension"),
        text("schema", "schema it is installed in", sources=DATABASES, between_databases=True),
        text("version", "installed version", sources=DATABASES, between_databases=True),
        flag("stand_in", "true where scratch used our SQL-only stand-in", sources=DATABASES),
    ),
    object_kind="extension",
    sources=DATABASES,
)

TABLES = Frame(
    "tables",
    "Tables, partitioned tables and foreign tables.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        text("table_kind", "`table`, `partitioned table` or `foreign table`", compared=True, leads=("*",)),
        text("persistence", "`permanent`, `unlogged` or `temporary`", compared=True),
        text("partition_of", "parent of a partition or an inheriting table", compared=True),
        text("partition_key", "how a partitioned table is split", compared=True),
        text("partition_bound", "the part that a partition holds", compared=True),
        flag("row_security", "row level security is on", compared=True, sources=DATABASES),
        flag("row_security_forced", "row level security holds for the owner", compared=True, sources=DATABASES),
        text("replica_identity", "`default`, `full`, `nothing` or `index`", compared=True, sources=DATABASES),
        text("storage_options", "reloptions, sorted", compared=True),
        text("toast_options", "reloptions of its TOAST table, sorted", compared=True, sources=DATABASES),
        text("access_method", "table access method", compared=True, sources=DATABASES),
        text("tablespace", "tablespace; null: the database's own", compared=True, sources=DATABASES),
        text("of_type", "composite type that a typed table is of", compared=True, sources=DATABASES),
        text("foreign_server", "server of a foreign table", compared=True, sources=DATABASES),
        text(
            "foreign_options",
            "its options, sorted; values that may be secret are masked",
            compared=True,
            sources=DATABASES,
        ),
        owner(),
        integer(
            "rows_estimate",
            "rows by the statistics of the planner, else of activity; null: unknown",
            unit="rows",
            sources=LIVE_ONLY,
        ),
    ),
    object_kind="table",
    catalog="pg_class",
)

SIZES = Frame(
    "sizes",
    "Sizes on disk of live tables, read apart because they wait for locks.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        integer("table_size_bytes", "the table with its TOAST", unit="bytes"),
        integer("index_size_bytes", "its indexes", unit="bytes"),
    ),
    sources=LIVE_ONLY,
)

COLUMNS = Frame(
    "columns",
    "Columns of tables, partitions included.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        key("column", "name of the column"),
        integer("position", "place among the columns that were not dropped, from 1"),
        text("type", "type as format_type prints it", compared=True),
        flag("nullable", "accepts NULL", compared=True),
        text("default", "default expression as the server prints it", compared=True),
        text("identity", "`always` or `by default`", compared=True),
        text("generated", "generation expression, then `stored` or `virtual`", compared=True),
        text("collation", "collation where it is not the type's own", compared=True),
        text("storage", "`plain`, `main`…, where it is not the type's own", compared=True, sources=DATABASES),
        text("compression", "compression method that was set", compared=True, sources=DATABASES),
        integer("statistics_target", "statistics target that was set", compared=True, sources=DATABASES),
        text("options", "attribute options, sorted", compared=True, sources=DATABASES),
        text(
            "foreign_options",
            "options for a foreign table's wrapper, as those of tables",
            compared=True,
            sources=DATABASES,
        ),
        text("inheritance", "`inherited`, `inherited and local`, or null", compared=True, sources=DATABASES),
    ),
    object_kind="column",
    in_sql='column "{schema}"."{table}"."{column}"',
    catalog="pg_class",
)

CONSTRAINTS = Frame(
    "constraints",
    "Constraints of tables. NOT NULL is an attribute of the column, in every major version.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        key("constraint", "name of the constraint"),
        text(
            "constraint_kind",
            "`primary key`, `unique`, `foreign key`, `check` or `exclusion`",
            compared=True,
            leads=("*",),
        ),
        text("columns", "its columns, in order", compared=True),
        text("definition", "the server's own text", compared=True),
        text("referenced_schema", "schema of the table a foreign key names", compared=True),
        text("referenced_table", "table a foreign key names", compared=True),
        text("referenced_columns", "columns a foreign key names, in order", compared=True),
        text("on_update", "`no action`, `restrict`, `cascade`, `set null`, `set default`", compared=True),
        text("on_delete", "as on_update", compared=True),
        flag("deferrable", "may be deferred", compared=True),
        flag("initially_deferred", "starts deferred", compared=True),
        flag("validated", "false while NOT VALID", compared=True),
        flag("enforced", "false where it is NOT ENFORCED", compared=True, leads=("validated",)),
        text("match_type", "`full` or `partial`; null: simple", compared=True),
        text(
            "inheritance", "`no inherit`, `inherited`, `inherited and local`, or null", compared=True, sources=DATABASES
        ),
        text("storage_options", "reloptions of its index, sorted", compared=True, sources=DATABASES),
        text("tablespace", "tablespace of its index; null: the database's own", compared=True, sources=DATABASES),
        flag("clustered", "its index was last used to cluster the table", compared=True, sources=DATABASES),
        flag("replica_identity", "its index is the table's replica identity", compared=True, sources=DATABASES),
    ),
    object_kind="constraint",
    catalog="pg_constraint",
    pairings=(
        ("schema", "table", "constraint_kind", "columns", "definition"),
        ("schema", "table", "constraint_kind", "columns"),
    ),
)

INDEXES = Frame(
    "indexes",
    "Indexes; those behind a constraint are marked and compared there.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("index", "name of the index"),
        text("table", "table it is on"),
        text("constraint", "constraint that it serves"),
        text("method", "access method", compared=True),
        text("columns", "key columns and expressions with their options, in order", compared=True),
        text("included", "INCLUDE columns", compared=True),
        text("predicate", "WHERE of a partial index", compared=True),
        flag("unique", "unique", compared=True),
        flag("nulls_not_distinct", "NULLs count as equal", compared=True),
        flag("valid", "false after a failed CREATE INDEX CONCURRENTLY", compared=True),
        text("storage_options", "reloptions, sorted", compared=True),
        text("tablespace", "tablespace; null: the database's own", compared=True, sources=DATABASES),
        flag("clustered", "last used to cluster the table", compared=True, sources=DATABASES),
        flag("replica_identity", "the table's replica identity", compared=True, sources=DATABASES),
        text(
            "statistics_targets",
            "statistics targets of its expressions that were set",
            compared=True,
            sources=DATABASES,
        ),
        text("partition_of", "index of the partitioned table that it is part of", compared=True, sources=DATABASES),
        text("definition", "the server's own text; null where it serves a primary key or unique constraint"),
    ),
    object_kind="index",
    catalog="pg_class",
    pairings=(
        ("schema", "table", "method", "columns", "included", "predicate", "unique"),
        ("schema", "table", "columns"),
    ),
)

TYPES = Frame(
    "types",
    "Enums, domains, composite types, ranges and base types.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("type", "name of the type"),
        text("type_kind", "`enum`, `domain`, `composite`, `range` or `base`", compared=True, leads=("*",)),
        text("labels", "labels of an enum, in order, as SQL literals", compared=True),
        text("base_type", "type under a domain or range", compared=True),
        flag("nullable", "a domain accepts NULL", compared=True),
        text("default", "default of a domain", compared=True),
        text("checks", "checks of a domain by name, or attributes of a composite", compared=True),
        text("collation", "collation of a domain where it is not its base type's", compared=True),
        text("details", "the parts of a range or of a base type, by name", compared=True),
        owner(),
    ),
    object_kind="type",
    catalog="pg_type",
)

SEQUENCES = Frame(
    "sequences",
    "Sequences, those of serial and identity columns marked by `owned_by`.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("sequence", "name of the sequence"),
        text("owned_by", "table.column that owns it", compared=True),
        text("data_type", "type of its values", compared=True),
        integer("start", "first value", compared=True),
        integer("increment", "step", compared=True),
        integer("minimum", "least value", compared=True),
        integer("maximum", "greatest value", compared=True),
        integer("cache", "values kept in a session", compared=True),
        flag("cycles", "starts again at its end", compared=True),
        text("persistence", "`permanent`, `unlogged` or `temporary`", compared=True, sources=DATABASES),
        owner(),
    ),
    object_kind="sequence",
    catalog="pg_class",
)

VIEWS = Frame(
    "views",
    "Views and materialized views.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("view", "name of the view"),
        text("view_kind", "`view` or `materialized view`", compared=True, leads=("*",), sources=DATABASES),
        text("definition", "the query as the server prints it", compared=True, sources=DATABASES),
        text("options", "reloptions, check option among them, sorted", compared=True, sources=DATABASES),
        text("column_defaults", "defaults of a view's columns", compared=True, sources=DATABASES),
        text("tablespace", "tablespace of a materialized view", compared=True, sources=DATABASES),
        text("access_method", "access method of a materialized view", compared=True, sources=DATABASES),
        flag("populated", "false for a materialized view WITH NO DATA", sources=DATABASES),
        owner(),
    ),
    object_kind="view",
    in_sql='{view_kind} "{schema}"."{view}"',
    catalog="pg_class",
)

FUNCTIONS = Frame(
    "functions",
    "Functions, procedures and aggregates.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("function", "name of the function"),
        key("arguments", "identity arguments"),
        text(
            "function_kind",
            "`function`, `procedure`, `aggregate` or `window`",
            compared=True,
            sources=DATABASES,
        ),
        text("returns", "result type", compared=True, sources=DATABASES),
        text("language", "language", compared=True, sources=DATABASES),
        text("volatility", "`immutable`, `stable` or `volatile`", compared=True, sources=DATABASES),
        flag("strict", "NULL in, NULL out", compared=True, sources=DATABASES),
        flag("security_definer", "runs as its owner", compared=True, sources=DATABASES),
        text("settings", "SET clauses, sorted", compared=True, sources=DATABASES),
        text("body", "source text", compared=True, sources=DATABASES),
        text("argument_defaults", "defaults of its arguments", compared=True, sources=DATABASES),
        text("parallel", "`safe`, `restricted` or `unsafe`", compared=True, sources=DATABASES),
        flag("leakproof", "LEAKPROOF", compared=True, sources=DATABASES),
        text("cost", "cost as the planner takes it", compared=True, sources=DATABASES),
        text("rows", "rows that the planner expects of a set", compared=True, sources=DATABASES),
        text("support", "support function of the planner", compared=True, sources=DATABASES),
        text("library", "library of a function in C", compared=True, sources=DATABASES),
        text("transforms", "types that FOR TYPE names", compared=True, sources=DATABASES),
        owner(),
    ),
    object_kind="function",
    naming="{function}({arguments})",
    in_sql='routine "{schema}"."{function}"({arguments})',
    catalog="pg_proc",
)

TRIGGERS = Frame(
    "triggers",
    "Triggers that a person made; those of foreign keys are left out.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        key("trigger", "name of the trigger"),
        text("function", "function it calls, with schema", compared=True, sources=DATABASES),
        text("definition", "the server's own text", compared=True, sources=DATABASES),
        text("enabled", "`origin`, `always`, `replica` or `disabled`", compared=True, sources=DATABASES),
    ),
    object_kind="trigger",
    catalog="pg_trigger",
)

COMMENTS = Frame(
    "comments",
    "Comments on the objects of the other frames.",
    "object",
    (
        SOURCE,
        key("object_kind", "kind of the object"),
        SCHEMA,
        key("table", "table of the object, empty where it has none"),
        key("name", "name of the object"),
        text("comment", "the comment", compared=True),
    ),
    object_kind="comment",
)

DEPENDENCIES = Frame(
    "dependencies",
    "Which object needs which, as the server records it.",
    "object",
    (
        SOURCE,
        key("object_kind", "kind of the object that depends"),
        SCHEMA,
        key("table", "its table, empty where it has none"),
        key("name", "its name"),
        key("referenced_kind", "kind of the object that it needs"),
        key("referenced_schema", "schema of that object"),
        key("referenced_table", "table of that object, empty where it has none"),
        key("referenced_name", "name of that object"),
        text("dependency", "`normal`, `automatic`, `internal` or `partition`, as the server has it"),
    ),
    sources=DATABASES,
)

OTHER_OBJECTS = Frame(
    "other_objects",
    "What is seen and not compared: security labels, settings of the database or of roles in it (names only), "
    "objects of kinds that have no frame here.",
    "object",
    (
        SOURCE,
        key("object_kind", "kind of the object"),
        SCHEMA,
        key("name", "identity of the object"),
    ),
    sources=DATABASES,
)

# Every record of the two modules, in the order in which they stand there: a kind is added by its record alone.
OBJECT_FRAMES: dict[str, Frame] = {
    each.name: each
    for each in (*list(globals().values()), *vars(objects_more).values(), SERVERS, UNREAD)
    if isinstance(each, Frame)
}
