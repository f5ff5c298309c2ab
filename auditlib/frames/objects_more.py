"""The object kinds that few databases have: code, text search, foreign data, replication, and who may do what.

Models say nothing of them. A record here, a query of its name in `auditlib/collect/sql/` and a story in
`tests/postgres/planted/` are all that a kind needs: columns that `makes` marks are SQL that makes an object again.
"""

from auditlib.frames.object_columns import SCHEMA, SOURCE, TABLE, ddl, ddl_after, owner
from auditlib.frames.spec import DATABASES, Frame, flag, integer, key, text

POLICIES = Frame(
    "policies",
    "Row level security policies.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        key("policy", "name of the policy"),
        text("command", "`all`, `select`, `insert`, `update` or `delete`", compared=True),
        flag("permissive", "false where it is RESTRICTIVE", compared=True),
        text("roles", "roles that it holds for, sorted", compared=True),
        text("using_expression", "which rows are seen", compared=True),
        text("check_expression", "which rows may be written", compared=True),
    ),
    object_kind="policy",
    sources=DATABASES,
    catalog="pg_policy",
    rare=True,
)

RULES = Frame(
    "rules",
    "Rewrite rules that a person made; the rule of a view is its definition.",
    "object",
    (
        SOURCE,
        SCHEMA,
        TABLE,
        key("rule", "name of the rule"),
        text("event", "`select`, `insert`, `update` or `delete`", compared=True),
        flag("instead", "runs in place of the query", compared=True),
        text("definition", "the server's own text", compared=True, makes=True),
        text("enabled", "`origin`, `always`, `replica` or `disabled`", compared=True),
        ddl_after(),
    ),
    object_kind="rule",
    sources=DATABASES,
    catalog="pg_rewrite",
    rare=True,
)

EVENT_TRIGGERS = Frame(
    "event_triggers",
    "Triggers on commands of the whole database.",
    "object",
    (
        SOURCE,
        key("event_trigger", "name of the trigger"),
        text("event", "`ddl_command_end`, `sql_drop`…", compared=True),
        text("tags", "commands that it fires for, sorted; null: all", compared=True),
        text("function", "function it calls, with schema", compared=True),
        text("enabled", "`origin`, `always`, `replica` or `disabled`", compared=True),
        owner(),
        ddl(),
        ddl_after(),
    ),
    object_kind="event trigger",
    sources=DATABASES,
    catalog="pg_event_trigger",
    rare=True,
)

OPERATORS = Frame(
    "operators",
    "Operators.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("operator", "name of the operator"),
        key("left_type", "type on its left; `none` before a prefix operator"),
        key("right_type", "type on its right"),
        text("returns", "type of its result", compared=True),
        text("function", "function behind it", compared=True),
        text("commutator", "operator with the sides changed", compared=True),
        text("negator", "operator that says the contrary", compared=True),
        text("restriction", "function that estimates a restriction", compared=True),
        text("join_estimator", "function that estimates a join", compared=True),
        flag("hashes", "can support a hash join", compared=True),
        flag("merges", "can support a merge join", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="operator",
    sources=DATABASES,
    naming="{operator}({left_type}, {right_type})",
    in_sql='operator "{schema}".{operator} ({left_type}, {right_type})',
    catalog="pg_operator",
    rare=True,
    cost="Queries and indexes that use it find other rows, or fail.",
)

OPERATOR_FAMILIES = Frame(
    "operator_families",
    "Operator families, with the members that belong to no class of theirs.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("operator_family", "name of the family"),
        key("method", "index access method"),
        text("operators", "operators across types, with their strategies", compared=True),
        text("functions", "support functions across types, with their numbers", compared=True),
        owner(),
        ddl(),
        ddl_after(),
    ),
    object_kind="operator family",
    sources=DATABASES,
    naming="{operator_family} using {method}",
    in_sql='operator family "{schema}"."{operator_family}" using "{method}"',
    catalog="pg_opfamily",
    rare=True,
    cost="Indexes serve other conditions than expected.",
)

OPERATOR_CLASSES = Frame(
    "operator_classes",
    "Operator classes.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("operator_class", "name of the class"),
        key("method", "index access method"),
        text("input_type", "type that it indexes", compared=True, leads=("*",)),
        text("family", "operator family, with schema", compared=True),
        flag("is_default", "taken where an index names none", compared=True),
        text("stored_type", "type in the index, where it is another", compared=True),
        text("operators", "its operators, with their strategies", compared=True),
        text("functions", "its support functions, with their numbers", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="operator class",
    sources=DATABASES,
    naming="{operator_class} using {method}",
    in_sql='operator class "{schema}"."{operator_class}" using "{method}"',
    catalog="pg_opclass",
    rare=True,
    cost="Indexes over its type sort or find other rows, or cannot be made.",
)

CASTS = Frame(
    "casts",
    "Casts between types.",
    "object",
    (
        SOURCE,
        key("source_type", "type that is cast"),
        key("target_type", "type that it becomes"),
        text("function", "function that casts; null where none is needed", compared=True),
        text("context", "`explicit`, `assignment` or `implicit`", compared=True),
        text("method", "`function`, `inout` or `binary`", compared=True, leads=("function",)),
        ddl(),
    ),
    object_kind="cast",
    sources=DATABASES,
    naming="({source_type} as {target_type})",
    in_sql="cast ({source_type} as {target_type})",
    catalog="pg_cast",
    rare=True,
    cost="Statements that rely on the cast fail, or convert in another way.",
)

CONVERSIONS = Frame(
    "conversions",
    "Conversions between encodings.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("conversion", "name of the conversion"),
        text("from_encoding", "encoding that is converted", compared=True),
        text("to_encoding", "encoding that it becomes", compared=True),
        text("function", "function that converts", compared=True),
        flag("is_default", "taken for clients of that encoding", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="conversion",
    sources=DATABASES,
    catalog="pg_conversion",
    rare=True,
    cost="Clients of that encoding read other characters.",
)

COLLATIONS = Frame(
    "collations",
    "Collations that the user made.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("collation", "name of the collation"),
        text("provider", "`libc`, `icu`, `builtin` or `default`", compared=True, leads=("*",)),
        flag("deterministic", "equal means equal byte for byte", compared=True),
        text("locale", "locale of an ICU or builtin collation, LC_COLLATE of another", compared=True),
        text("ctype", "LC_CTYPE of a libc collation", compared=True),
        text("rules", "rules beyond the locale", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="collation",
    sources=DATABASES,
    catalog="pg_collation",
    rare=True,
)

LANGUAGES = Frame(
    "languages",
    "Procedural languages that no extension brought.",
    "object",
    (
        SOURCE,
        key("language", "name of the language"),
        flag("trusted", "any role may use it", compared=True),
        text("handler", "function that runs its functions", compared=True),
        text("inline_handler", "function that runs its DO blocks", compared=True),
        text("validator", "function that checks its functions", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="language",
    sources=DATABASES,
    catalog="pg_language",
    rare=True,
    cost="Functions in the language cannot be made, or run with other rights.",
)

ACCESS_METHODS = Frame(
    "access_methods",
    "Access methods of tables and indexes that no extension brought.",
    "object",
    (
        SOURCE,
        key("access_method", "name of the method"),
        text("method_kind", "`index` or `table`", compared=True),
        text("handler", "function behind it", compared=True),
        ddl(),
    ),
    object_kind="access method",
    sources=DATABASES,
    catalog="pg_am",
    rare=True,
    cost="Tables or indexes that use it cannot be made.",
)

TRANSFORMS = Frame(
    "transforms",
    "Transforms: how a language takes and gives values of a type.",
    "object",
    (
        SOURCE,
        key("type", "type that is transformed"),
        key("language", "language that takes it"),
        text("from_sql", "function that gives a value to the language", compared=True),
        text("to_sql", "function that takes a value back", compared=True),
        ddl(),
    ),
    object_kind="transform",
    sources=DATABASES,
    naming="for {type} language {language}",
    in_sql='transform for {type} language "{language}"',
    catalog="pg_transform",
    rare=True,
    cost="Functions that name the transform get or give other values, or cannot be made.",
)

TEXT_SEARCH_CONFIGURATIONS = Frame(
    "text_search_configurations",
    "Text search configurations.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("configuration", "name of the configuration"),
        text("parser", "its parser, with schema", compared=True),
        text("mappings", "dictionaries by kind of token", compared=True),
        owner(),
        ddl(),
        ddl_after(),
    ),
    object_kind="text search configuration",
    sources=DATABASES,
    catalog="pg_ts_config",
    rare=True,
)

TEXT_SEARCH_DICTIONARIES = Frame(
    "text_search_dictionaries",
    "Text search dictionaries.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("dictionary", "name of the dictionary"),
        text("template", "its template, with schema", compared=True),
        text("options", "its options", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="text search dictionary",
    sources=DATABASES,
    catalog="pg_ts_dict",
    rare=True,
)

TEXT_SEARCH_PARSERS = Frame(
    "text_search_parsers",
    "Text search parsers.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("parser", "name of the parser"),
        text("functions", "its functions by what they are for", compared=True),
        ddl(),
    ),
    object_kind="text search parser",
    sources=DATABASES,
    catalog="pg_ts_parser",
    rare=True,
)

TEXT_SEARCH_TEMPLATES = Frame(
    "text_search_templates",
    "Text search templates.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("template", "name of the template"),
        text("functions", "its functions by what they are for", compared=True),
        ddl(),
    ),
    object_kind="text search template",
    sources=DATABASES,
    catalog="pg_ts_template",
    rare=True,
)

FOREIGN_DATA_WRAPPERS = Frame(
    "foreign_data_wrappers",
    "Foreign data wrappers that no extension brought.",
    "object",
    (
        SOURCE,
        key("wrapper", "name of the wrapper"),
        text("handler", "function that reads and writes", compared=True),
        text("validator", "function that checks options", compared=True),
        text("options", "its options, sorted; values that may be secret are masked", compared=True),
        owner(),
    ),
    object_kind="foreign data wrapper",
    sources=DATABASES,
    catalog="pg_foreign_data_wrapper",
    rare=True,
)

FOREIGN_SERVERS = Frame(
    "foreign_servers",
    "Foreign servers.",
    "object",
    (
        SOURCE,
        key("server", "name of the server"),
        text("wrapper", "its foreign data wrapper", compared=True),
        text("server_type", "TYPE that was given", compared=True),
        text("server_version", "VERSION that was given", compared=True),
        text("options", "its options, sorted; values that may be secret are masked", compared=True),
        owner(),
    ),
    object_kind="foreign server",
    sources=DATABASES,
    in_sql='server "{server}"',
    catalog="pg_foreign_server",
    rare=True,
)

USER_MAPPINGS = Frame(
    "user_mappings",
    "Who is who on a foreign server.",
    "object",
    (
        SOURCE,
        key("server", "name of the server"),
        key("role", "role here; `public` for all"),
        text("options", "its options, sorted; all values but `user` are masked", compared=True),
    ),
    object_kind="user mapping",
    sources=DATABASES,
    naming="{role} at {server}",
    catalog="pg_user_mapping",
)

STATISTICS_OBJECTS = Frame(
    "statistics_objects",
    "Extended statistics.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("statistics", "name of the statistics object"),
        text("definition", "the server's own text", compared=True, makes=True),
        integer("target", "statistics target that was set", compared=True),
        owner(),
        ddl_after(),
    ),
    object_kind="statistics object",
    sources=DATABASES,
    in_sql='statistics "{schema}"."{statistics}"',
    catalog="pg_statistic_ext",
    rare=True,
)

PUBLICATIONS = Frame(
    "publications",
    "Publications of logical replication.",
    "object",
    (
        SOURCE,
        key("publication", "name of the publication"),
        flag("all_tables", "FOR ALL TABLES", compared=True),
        text("tables", "its tables, with columns and filters", compared=True),
        text("schemas", "schemas whose tables it has", compared=True),
        text("operations", "`insert`, `update`, `delete`, `truncate`", compared=True),
        flag("via_root", "changes of partitions are sent as the root's", compared=True),
        text("generated_columns", "`stored` where generated columns are sent", compared=True),
        owner(),
        ddl(),
    ),
    object_kind="publication",
    sources=DATABASES,
    catalog="pg_publication",
    rare=True,
)

SUBSCRIPTIONS = Frame(
    "subscriptions",
    "Subscriptions of logical replication; where they connect to is never read.",
    "object",
    (
        SOURCE,
        key("subscription", "name of the subscription"),
        flag("enabled", "it runs", compared=True),
        text("publications", "publications it reads, sorted", compared=True),
        text("slot", "its replication slot", compared=True),
        text("synchronous_commit", "synchronous_commit of its worker", compared=True),
        flag("binary", "sent in binary", compared=True),
        text("streaming", "`off`, `on` or `parallel`", compared=True),
        flag("two_phase", "prepared transactions are sent", compared=True),
        flag("disable_on_error", "it stops at an error", compared=True),
        text("origin", "`any` or `none`", compared=True),
        flag("password_required", "it must give a password", compared=True),
        flag("run_as_owner", "changes are made as its owner", compared=True),
        flag("failover", "its slot is kept on standbys", compared=True),
        owner(),
    ),
    object_kind="subscription",
    sources=DATABASES,
    catalog="pg_subscription",
    rare=True,
)

PRIVILEGES = Frame(
    "privileges",
    "What was granted or revoked beyond what owners and the server's defaults give.",
    "object",
    (
        SOURCE,
        key("object_kind", "kind of the object"),
        SCHEMA,
        key("table", "table of the object, empty where it has none"),
        key("name", "name of the object"),
        key("grantee", "role; `PUBLIC` for all"),
        key("privilege", "`SELECT`, `EXECUTE`…"),
        key("state", "`granted to` or `revoked from`"),
        flag("grantable", "WITH GRANT OPTION", compared=True),
    ),
    object_kind="privilege",
    sources=DATABASES,
    naming="{privilege} {state} {grantee} on {object_kind} {name}",
)

DEFAULT_PRIVILEGES = Frame(
    "default_privileges",
    "What a role grants or revokes on objects that it will make.",
    "object",
    (
        SOURCE,
        SCHEMA,
        key("role", "role that makes the objects"),
        key("objects", "`tables`, `sequences`, `functions`…"),
        key("grantee", "role; `PUBLIC` for all"),
        key("privilege", "`SELECT`, `EXECUTE`…"),
        key("state", "`granted to` or `revoked from`"),
        flag("grantable", "WITH GRANT OPTION", compared=True),
    ),
    object_kind="default privilege",
    sources=DATABASES,
    naming="{privilege} {state} {grantee} on {objects} of {role}",
)

DATABASE = Frame(
    "database",
    "The database itself: what whoever made it chose. The chain does not make it, so nothing here is compared.",
    "object",
    (
        SOURCE,
        key("database", "always `current`: a database is called otherwise in each environment"),
        text("encoding", "encoding"),
        text("locale_provider", "`libc`, `icu` or `builtin`"),
        text("collate", "LC_COLLATE"),
        text("ctype", "LC_CTYPE"),
        text("locale", "locale of ICU or builtin"),
        text("tablespace", "default tablespace"),
        integer("connection_limit", "connections allowed; null: any number"),
        text("owner", "owning role"),
    ),
    object_kind="database",
    sources=DATABASES,
    catalog="pg_database",
)

ROLES = Frame(
    "roles",
    "Names of the roles that own something in this database or were granted something. "
    "They belong to the server: a difference shows at what they own and may do.",
    "object",
    (SOURCE, key("role", "name of the role")),
    sources=DATABASES,
)
