"""What rehearsing the pending revisions on the rebuilt live schema says."""

from dataclasses import replace

from auditlib.frames.history import LOCKS, STATEMENTS, STEPS
from auditlib.frames.spec import Frame, flag, integer, key, text

REHEARSAL = replace(
    STEPS,
    name="rehearsal",
    meaning="The pending revisions as they ran on the live schema rebuilt in scratch, nothing lent to them.",
    columns=(
        *STEPS.columns,
        text(
            "stamp_message",
            "of a step that failed: what PostgreSQL says to its id; equal to `message` where only that failed",
        ),
        flag("reached", "false where an earlier step failed: production stops before it"),
        flag("one_transaction", "it runs in one transaction with every other pending revision of its location"),
    ),
)

REHEARSAL_STATEMENTS = replace(
    STATEMENTS,
    name="rehearsal_statements",
    meaning="What the rehearsed revisions sent to the server, as `statements` has it of the replayed ones.",
)

REHEARSAL_LOCKS = replace(
    LOCKS,
    name="rehearsal_locks",
    meaning="What each rehearsed statement did to the relations of the live schema, as `locks` has it.",
)

PENDING_SQL = Frame(
    "pending_sql",
    "The SQL of each pending revision, as the file `pending.sql` of a report has it.",
    "history",
    (
        key("step", "step", dtype="Int64"),
        text("script_location", "script location"),
        text("revision", "revision id"),
        text("sql", "the statements, the stamp at their end; of a part, no stamp"),
        text(
            "origin",
            "`offline` as `alembic upgrade --sql` writes it; where that does not work, `rehearsal`: what was sent in "
            "it; `part`: what was sent until it failed",
        ),
        text("message", "why `--sql` does not work here"),
        text("file", "file of the revision"),
        integer("line", "line that `--sql` cannot get past"),
        flag("one_transaction", "one transaction holds all of its location"),
        text("failure", "what its rehearsal ended with; null: it ran to its end"),
    ),
)

REBUILD_GAPS = Frame(
    "rebuild_gaps",
    "How the rebuilt schema that was rehearsed on differs from the live one.",
    "history",
    (
        key("object_kind", "kind of the object"),
        key("schema", "its schema"),
        key("table", "its table"),
        key("name", "its name"),
        key("attribute", "attribute that differs; empty for the object itself"),
        text("live", "value in the live database"),
        text("rebuilt", "value after rebuilding"),
        text("message", "what PostgreSQL said when it was made"),
    ),
)

REHEARSAL_FRAMES: dict[str, Frame] = {
    frame.name: frame for frame in (REHEARSAL, REHEARSAL_STATEMENTS, REHEARSAL_LOCKS, PENDING_SQL, REBUILD_GAPS)
}
