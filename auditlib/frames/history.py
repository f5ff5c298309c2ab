"""What the project's files, its models, its version tables and a replay say."""

from auditlib.frames.spec import FLOAT, Column, Frame, flag, integer, key, text, time

LOCATION = key("script_location", "the Alembic script location, relative to the project")
REVISION = key("revision", "revision id")

SETTINGS = Frame(
    "settings",
    "What alembic.ini, pyproject.toml and env.py say, with the lines that say it. Secrets are masked.",
    "history",
    (
        LOCATION,
        key("setting", "name: an ini option, or `env.` and the argument given to context.configure"),
        text("value", "its value as written"),
        text("file", "file that says it"),
        integer("line", "line in that file"),
    ),
)

VERSION_FILES = Frame(
    "version_files",
    "Every file in the version folders, and what Alembic makes of it.",
    "history",
    (
        LOCATION,
        key("file", "path relative to the project"),
        text("status", "`loaded`, `unreadable`, `read` (a revision names the file) or `stray`"),
        text("revision", "revision id where one could be read"),
        text("problem", "why it is unreadable or stray"),
        integer("line", "line of the problem"),
    ),
)

REVISIONS = Frame(
    "revisions",
    "Revisions in graph order, bases first.",
    "history",
    (
        LOCATION,
        REVISION,
        integer("graph_order", "place in graph order, from 1; parents before children"),
        integer("load_order", "place in the order Alembic loads the files, from 1; decides between free branches"),
        text("file", "path relative to the project"),
        integer("line", "line of the `revision` variable"),
        integer("upgrade_line", "line of upgrade()"),
        integer("downgrade_line", "line of downgrade()"),
        text("message", "first line of the docstring"),
        text("docstring", "the whole docstring"),
        text("down_revisions", "parents, comma separated"),
        text("depends_on", "other revisions needed first, comma separated"),
        text("branch_labels", "labels declared here, comma separated"),
        text("doc_revision", "`Revision ID` of the docstring"),
        text("doc_revises", "`Revises` of the docstring"),
        time("created_at", "`Create Date` of the docstring or header"),
        text("file_date", "date found in the file's name, YYYYMMDD"),
        text("id_date", "date found in the revision id, YYYYMMDD"),
        text("id_pattern", "pattern of the id: `hash`, `number`, `YYYYMMDD_name`, `name_YYYYMMDD`, `name` …"),
        text("file_pattern", "pattern of the file's name"),
        integer("id_length", "characters in the id", unit="characters"),
        flag("is_head", "no revision names it as parent"),
        flag("is_base", "has no parent"),
        flag("is_branch_point", "several children"),
        flag("is_merge_point", "several parents"),
        text("written_as", "`raw SQL`, `operations`, `both`, `nothing` or `unknown`"),
        text("downgrade_kind", "`written`, `empty`, `raises` or `absent`"),
        text("application_imports", "modules of the application that it imports, comma separated"),
    ),
    order=("script_location", "graph_order", "revision"),
)

REVISION_EDGES = Frame(
    "revision_edges",
    "Edges of the revision graph.",
    "history",
    (
        LOCATION,
        REVISION,
        key("parent", "the revision that must come first"),
        key("edge", "`down_revision` or `depends_on`"),
        flag("parent_exists", "false where no file has that id"),
    ),
)

OPERATIONS = Frame(
    "operations",
    "What each revision's text does to what, in order; one row an affected object.",
    "history",
    (
        LOCATION,
        REVISION,
        key("direction", "`upgrade` or `downgrade`"),
        key("step_order", "place in the function, from 1", dtype="Int64"),
        text("file", "file of the statement, relative to the project"),
        integer("line", "line of the statement; inside a raw SQL string, the line of that statement"),
        text("written_as", "`operation`, `raw SQL` or `python`"),
        text("operation", "`create_table`, `add_column`, … or the SQL command, `unknown` where text cannot say"),
        text("action", "`create`, `alter`, `drop`, `data`, `other` or `unknown`"),
        text("object_kind", "kind of the object"),
        text("schema", "schema where it is written"),
        text("table", "table of the object, or the table itself"),
        text("name", "name of the object"),
        text("detail", "type of a column, target of a key, new name …"),
        text("columns", "columns that a constraint, an index or a data statement names, comma separated"),
        text("constraint_type", "`primary key`, `unique`, `foreign key`, `check` or `exclusion`"),
        text("sql", "the statement, literals of data statements masked"),
        text(
            "guard",
            "what it depends on: `if not exists`, `if exists`, `or replace`, `inspector`, `condition`, `argument`",
        ),
    ),
)

NOTES = Frame(
    "notes",
    "Comments and docstrings of revisions.",
    "history",
    (
        LOCATION,
        REVISION,
        key("file", "path relative to the project"),
        key("line", "first line of the note", dtype="Int64"),
        integer("end_line", "last line of the note"),
        text("note_kind", "`comment`, `docstring` or `SQL comment`"),
        text("text", "the note"),
        integer("statement_line", "line of the statement under it"),
    ),
)

VERSION_TABLES = Frame(
    "version_tables",
    "Tables that hold Alembic's position in the live database.",
    "history",
    (
        key("schema", "schema of the version table"),
        key("table", "name of the version table"),
        text("script_location", "the script location that claims it"),
        integer("id_capacity", "characters that version_num holds; null: no limit", unit="characters"),
        integer("rows", "rows in it; null: may not be read", unit="rows"),
        flag("readable", "the audit's role may read it"),
        flag("configured", "false where it was found in the catalog and no location claims it"),
    ),
)

APPLIED_REVISIONS = Frame(
    "applied_revisions",
    "Rows of the version tables.",
    "history",
    (
        key("schema", "schema of the version table"),
        key("table", "name of the version table"),
        key("version_num", "the row"),
    ),
)

METADATA = Frame(
    "metadata",
    "Every MetaData that the probe found.",
    "history",
    (
        key("metadata", "import path, such as `app.db.Base.metadata`"),
        text("module", "module that owns it"),
        text("file", "file that makes it, relative to the project where it lies there"),
        integer("line", "line that makes it"),
        integer("tables", "tables in it", unit="tables"),
        flag("tracked", "env.py hands it to Alembic; null: could not be told"),
        text("tracked_by", "script locations that hand it to Alembic, comma separated"),
        text("tracked_lines", "lines of env.py that decide it, as file:line"),
        flag("library", "all its classes stand outside the project"),
        flag("naming_convention", "it names constraints by a convention of its own"),
        integer("unnamed_constraints", "unique, foreign key and check constraints that neither it nor a model names"),
    ),
)

MODELS = Frame(
    "models",
    "Tables that models declare, one row a table and MetaData.",
    "history",
    (
        key("metadata", "import path of the MetaData"),
        key("schema", "schema, the default one where none is declared"),
        key("table", "name of the table"),
        text("class", "mapped class; several are comma separated; empty: a plain Table"),
        text("module", "module of the class or Table"),
        text("file", "its file, relative to the project where it lies there"),
        integer("line", "its line"),
        integer("references", "places in the code that name the class"),
        text("referring_files", "those files, comma separated"),
        text("docstring", "docstring of the class"),
        flag("handed", "stood in the MetaData when env.py handed it to Alembic; null: could not be told"),
    ),
)

MODEL_COLUMNS = Frame(
    "model_columns",
    "Where each column of a model is declared.",
    "history",
    (
        key("metadata", "import path of the MetaData"),
        key("schema", "schema"),
        key("table", "table"),
        key("column", "column"),
        text("declared_type", "SQLAlchemy's own word for the type"),
        text("referenced_table", "table that its foreign key names, with schema where declared"),
        text("referenced_column", "column that its foreign key names"),
        text("referenced_metadata", "MetaData that holds that table, where it is another one"),
        text("file", "file of the declaration"),
        integer("line", "line of the declaration"),
    ),
)

MODEL_PROBLEMS = Frame(
    "model_problems",
    "What did not import and what PostgreSQL refused to build, in their own words.",
    "history",
    (
        key("problem", "number of the problem, from 1", dtype="Int64"),
        text("stage", "`setup`, `import`, `env.py`, `configure`, `reading`, `metadata` or `build`"),
        text("module", "module that did not import"),
        text("declares", "tables that the text of that module names, comma separated"),
        text("metadata", "MetaData that could not be built"),
        text("object_kind", "kind of the refused object"),
        text("schema", "its schema"),
        text("table", "its table"),
        text("name", "its name"),
        text("file", "file to look at"),
        integer("line", "line to look at"),
        text("message", "the message as raised"),
        text("sqlstate", "PostgreSQL's code"),
        text("statement", "the statement that was refused"),
    ),
)

STEPS = Frame(
    "steps",
    "The revisions as replayed in scratch, in the order they ran.",
    "history",
    (
        key("step", "place in replay, from 1", dtype="Int64"),
        text("script_location", "script location"),
        text("revision", "revision id"),
        text(
            "status",
            "`done`, `failed`, or `skipped` where scratch cannot run it or an earlier one it needs was not done",
        ),
        integer("duration_ms", "time it took", unit="ms"),
        integer("statements", "statements it sent"),
        text("message", "PostgreSQL's or Python's message; of a step that is done: what it passed over"),
        text("sqlstate", "PostgreSQL's code"),
        text("file", "file of the statement that failed, or of `ended_line`"),
        integer("line", "line of the statement that failed"),
        text("statement", "the statement that failed"),
        text("files_written", "files below the project's folder that it wrote, comma separated"),
        flag("stamped", "of a step that is done: false where its version row was rolled back in the end"),
        integer("ended_line", "of a step that is done and not stamped: line of its own commit() or rollback()"),
    ),
)

STATEMENTS = Frame(
    "statements",
    "What the replayed revisions sent to the server, in order; an inspector's questions about the catalog left out.",
    "history",
    (
        key("step", "step that sent it", dtype="Int64"),
        key("statement_order", "place in the step, from 1", dtype="Int64"),
        text("script_location", "script location"),
        text("revision", "revision id"),
        text("file", "file of the revision"),
        integer("line", "line of the statement: inside a raw SQL string, the line on which it begins there"),
        text("helper_file", "file of the project that the revision's line called to send it"),
        integer("helper_line", "line in that file"),
        text("command", "the SQL command"),
        text("sql", "the statement, secrets and literals of data masked"),
        flag("in_transaction", "false where it ran outside a transaction, as `CONCURRENTLY` must"),
        Column("duration_ms", FLOAT, "time it took in scratch, on tables without rows", unit="ms"),
        integer("rows", "rows that it says it touched", unit="rows"),
        text("message", "PostgreSQL's words where it was refused"),
        text("sqlstate", "PostgreSQL's code"),
        text("notice", 'what it noted as it ran, such as `relation "a" already exists, skipping`; a line each'),
        flag("undone", "it ran, and its transaction was rolled back in the end"),
        flag("own_connection", "it ran on another connection than the one that Alembic noted the revision down on"),
    ),
)

LOCKS = Frame(
    "locks",
    "What each replayed statement did to the relations that stood before its transaction.",
    "history",
    (
        key("step", "step of the statement", dtype="Int64"),
        key("statement_order", "the statement's place in the step", dtype="Int64"),
        key("schema", "schema of the relation"),
        key("relation", "the relation"),
        text("relation_kind", "`table`, `index`, `sequence`, `view` …"),
        text("mode", "strongest lock it took; null: nobody measured it for this statement and this major version"),
        text(
            "known_by", "`run`: asked for as it ran; `table`: it runs in no transaction, and its locks are known ones"
        ),
        flag("masked", "the transaction held that lock before, so that the statement's own cannot be seen"),
        flag("rewritten", "the relation was written anew"),
        integer("scans", "times it was read from end to end"),
    ),
)

OBJECT_CHANGES = Frame(
    "object_changes",
    "What each replayed statement made, changed and dropped, in order; folded up to a step they are the objects then.",
    "history",
    (
        key("step", "step of the statement; 0: it stood before the first", dtype="Int64"),
        key(
            "statement_order",
            "the statement's place in the step; 0: no statement is known to have done it",
            dtype="Int64",
        ),
        key("change_order", "place among the statement's changes, from 1", dtype="Int64"),
        text("script_location", "script location"),
        text("revision", "revision id"),
        text("file", "file of the revision"),
        integer("line", "line of the statement; of a column or constraint inside a raw SQL string, its own line there"),
        integer("call_line", "line of the call that sent the statement"),
        text("object_kind", "kind of the object"),
        text("schema", "its schema; empty where it has none"),
        text("table", "its table, or the table itself; empty where it has none"),
        text("name", "its name, as it is after the statement"),
        text("attribute", "what of it: an attribute, `schema`, `table` or `name`; empty: the object itself"),
        text(
            "action",
            "`created`, `altered` or `dropped` by the chain, `lent` by the replay, or `given`: there before the chain",
        ),
        text("old", "value before; null: none"),
        text("new", "value after; null: none; where an object begins, all its attributes as JSON"),
    ),
)

ASSUMED = Frame(
    "assumed",
    "What the chain needs and did not create; replay took it from the live schema.",
    "history",
    (
        key("schema", "schema"),
        key("table", "table"),
        key("column", "column; empty for the table itself"),
        text("revision", "first revision that needs it"),
        text("file", "file of that revision"),
        integer("line", "line of the statement that needs it"),
        text("message", "what PostgreSQL said without it"),
        text("failed_maker", "revision before that creates it by its text and did not run to its end; else empty"),
    ),
)

ASSUMED_OBJECTS = Frame(
    "assumed_objects",
    "What the chain needs and did not create beside tables and columns; replay took it from the live schema.",
    "history",
    (
        key("object_kind", "`type`, `sequence`, `view`, `function`, `constraint`, `index`, `schema` or `role`"),
        key("schema", "schema; empty for a schema or role"),
        key("name", "name of the object"),
        text("revision", "first revision that needs it"),
        text("file", "file of that revision"),
        integer("line", "line of the statement that needs it"),
        text("message", "what PostgreSQL said without it"),
        text("failed_maker", "revision before that creates it by its text and did not run to its end; else empty"),
    ),
)

STAND_INS = Frame(
    "stand_ins",
    "What scratch lacked and something simpler of ours took the place of.",
    "history",
    (
        key("witness", "`models`, `replay` or `rehearsal`"),
        key("object_kind", "`extension`: our SQL alone, or `collation`: one that sorts by bytes"),
        key("name", "its name"),
    ),
)

CONNECTION_TRIES = Frame(
    "connection_tries",
    "Where target code tried to connect by itself, in the models probe and in replay; every try was refused.",
    "history",
    (
        key("witness", "`models` or `replay`"),
        key("try", "number of the try, from 1", dtype="Int64"),
        text("by", "`revision`, `env.py`, `module` or `setup hook`"),
        text("script_location", "script location of the revision or env.py"),
        text("revision", "revision id"),
        text("module", "module that was imported, or the setup hook"),
        text("file", "file whose line tries it"),
        integer("line", "that line"),
        text("driver", "driver, package or program that was to connect, or what of SQL: `dblink`, `COPY … PROGRAM` …"),
        text("address", "host, port and database, without a user and secrets; null: not told"),
        text("stopped_by", "`guard` in Python, or `PostgreSQL`"),
    ),
)

ENVIRONMENTS = Frame(
    "environments",
    "What came of running each env.py in the models probe.",
    "history",
    (
        LOCATION,
        text("file", "the env.py"),
        flag("known", "what it hands to Alembic is known"),
        text("known_by", "`context.configure`, or the variable of env.py that was read"),
        integer("handed", "MetaData that it hands over"),
        flag("offline", "it came to configure in offline mode; null: it was not run"),
        flag("online", "it came to configure in online mode, where that was tried"),
        text("filters", "its include_* functions: `none`, `asked` about every object, or `unknown`"),
        text("unread", "options that may be given otherwise in a mode that could not be run, comma separated"),
        text("message", "what went wrong"),
        integer("line", "line where it did"),
        text("default_schema", "where tables without a schema go"),
        text("alembic", "version of Alembic that ran it"),
        text("sqlalchemy", "version of SQLAlchemy"),
    ),
)

OPTIONS = Frame(
    "options",
    "What env.py gave to context.configure when it was run; where online mode was heard, what it gave in that alone.",
    "history",
    (
        LOCATION,
        key("option", "name of the argument"),
        text("value", "its value as Python prints it; the name of a function"),
        text("mode", "`online`, `offline`, or `text` where only the text of the call was read"),
        text("file", "file of the function, else of the call"),
        integer("line", "its line"),
    ),
)

HIDDEN = Frame(
    "hidden",
    "Objects that the project's own include_* functions hide from Alembic, asked as autogenerate asks them.",
    "history",
    (
        key("object_kind", "`schema`, `table`, `column`, `index` or `constraint`"),
        key("schema", "its schema"),
        key("table", "its table"),
        key("name", "its name"),
        flag("hidden", "true; null: the function failed, so it cannot be said"),
        text("by", "the options that hide it, comma separated"),
        text("file", "file of the function that hides it"),
        integer("line", "its line"),
        text("lines", "the functions of every script location, as file:line, comma separated"),
        text("reason", "what the function raised"),
    ),
)

WITNESSES = Frame(
    "witnesses",
    "What each witness saw and could not see: the coverage line of every report.",
    "history",
    (
        key("witness", "`live`, `models`, `scripts`, `replay`, `rehearsal` or `scratch`"),
        key("subject", "what the line is about"),
        text("status", "`seen`, `partly` or `not seen`"),
        text("detail", "what was seen, or why it was not"),
        text("next_step", "what the user can set or grant to have it seen"),
    ),
)

HISTORY_FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        SETTINGS,
        VERSION_FILES,
        REVISIONS,
        REVISION_EDGES,
        OPERATIONS,
        NOTES,
        VERSION_TABLES,
        APPLIED_REVISIONS,
        METADATA,
        MODELS,
        MODEL_COLUMNS,
        MODEL_PROBLEMS,
        STEPS,
        STATEMENTS,
        LOCKS,
        OBJECT_CHANGES,
        ASSUMED,
        ASSUMED_OBJECTS,
        STAND_INS,
        CONNECTION_TRIES,
        ENVIRONMENTS,
        OPTIONS,
        HIDDEN,
        WITNESSES,
    )
}
