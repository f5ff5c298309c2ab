"""What auditlib concludes: the state of the chain, coverage, differences and findings."""

from auditlib.frames.spec import FLOAT, Column, Frame, flag, integer, key, text

STATE = Frame(
    "state",
    "Every revision against the database, by reachability in the graph.",
    "result",
    (
        key("script_location", "script location"),
        key("revision", "revision id; or a version row that no file has"),
        text(
            "status",
            "`applied`, `pending`, `not taken` (a line of its own that this database never began), "
            "`unknown row` (no file has it) or `unknown` (the rows cannot be read, or a circle leaves it open)",
        ),
        integer("graph_order", "place in graph order, from 1"),
        integer("pending_order", "place among the pending, in the order Alembic would run them"),
        flag("is_head", "a head of the graph"),
        flag("is_position", "the database's version table names it"),
        flag(
            "intended_head",
            "head that a label, base or location says is intended; null: no head, or a broken link leaves it open",
        ),
        integer("id_length", "characters in the id", unit="characters"),
        flag("fits", "the id fits the version table's column; null: unknown"),
    ),
    order=("script_location", "graph_order", "revision"),
)

COVERAGE = Frame(
    "coverage",
    "Every table any witness knows, and who knows it.",
    "result",
    (
        key("schema", "schema"),
        key("table", "table"),
        flag("in_live", "in the live database"),
        flag("in_models", "declared by a model; null: the text of a module that did not import names it"),
        flag("in_chain", "made by the chain in replay or by its text; null: unknown"),
        flag("assumed", "needed by the chain, which never creates it"),
        flag("tracked", "in a MetaData that env.py hands to Alembic; null: no model, or unknown"),
        text("metadata", "the MetaData that declare it, comma separated"),
        text("class", "classes that declare it, comma separated"),
        text("file", "file of the first declaration"),
        integer("line", "line of the first declaration"),
        text("created_by", "revision that created it in the replay; where none did, the one whose text creates it"),
        flag("hidden", "hidden from Alembic by the project's own include_* functions; null: they could not be asked"),
        text("partition_of", "the table that it is a partition of, live"),
        integer("references", "places in the code that name the class"),
        integer("rows_estimate", "rows by the planner's statistics", unit="rows"),
        integer("size_bytes", "size on disk with indexes", unit="bytes"),
    ),
)

DIFFERENCES = Frame(
    "differences",
    "Where witnesses disagree: one row an object or attribute and declaring MetaData.",
    "result",
    (
        key("object_kind", "kind of the object"),
        key("schema", "schema"),
        key("table", "table of the object; empty where it has none"),
        key("name", "name of the object"),
        key("attribute", "attribute that differs, `name` included; empty: the object is missing or extra"),
        key("declarer", "`models:` and the MetaData that takes part; empty where no model does"),
        text("change", "`missing` (not live), `extra` (live, and some other witness lacks it) or `changed`"),
        text("live", "value in the live database"),
        text("models", "value the models build"),
        text("chain", "value after replay to the database's position"),
        text("chain_head", "value after replay to the heads"),
        flag("in_live", "present live; null: cannot say"),
        flag("in_models", "present in the declarer; null: models cannot say"),
        flag("in_chain", "present after replay to the database's position; null: cannot say"),
        flag("in_chain_head", "present after replay to the heads; null: cannot say"),
        text("wrong", "`model`, `live`, `chain`, `pending` (a pending revision settles it) or `undecided`"),
        text("reason", "why, in a sentence"),
        text("file", "file of the model's declaration"),
        integer("line", "its line"),
        text("revision", "last revision whose text touches the object"),
        text("revision_file", "its file"),
        integer("revision_line", "its line"),
        text("root", "identity of the object it folds under, its own where another row tells the cause; empty: a root"),
    ),
)

FINDINGS = Frame(
    "findings",
    "What is wrong or worth knowing, most important first.",
    "result",
    (
        key("rank", "place in the report, from 1", dtype="Int64"),
        text("fingerprint", "stable id: equal for the same finding in every run", nullable=False),
        text("rule", "code of the rule", nullable=False),
        text("name", "name of the rule", nullable=False),
        text("family", "`history`, `coverage`, `drift` …", nullable=False),
        text("severity", "`error`, `warning` or `note`", nullable=False),
        text("object_kind", "kind of the object"),
        text("schema", "its schema"),
        text("table", "its table"),
        text("object", "its name as a person would write it"),
        text("message", "what is so", nullable=False),
        text("cost", "what it costs"),
        text("remedy", "what to do"),
        text("wrong", "who is wrong: `model`, `live`, `chain`, `script`, `settings`, `undecided`"),
        text("stops", "what it stops: `deploy`, `model` or nothing"),
        integer("weight", "how much code or data hangs on the object"),
        text("revision", "revision it is about"),
        text("file", "file to open, relative to the project"),
        integer("line", "line to go to"),
        text("evidence", "JSON: values of each witness with their places, lists"),
        text("root", "fingerprint of the finding it folds under; empty: a root finding"),
    ),
)

PRACTICE = Frame(
    "practice",
    "Measured rates of good practice over the revisions, each with its exceptions.",
    "result",
    (
        key("script_location", "script location"),
        key("practice", "name of the practice"),
        text("meaning", "when a case counts as followed"),
        text("unit", "what is counted"),
        integer("count", "cases that follow it"),
        integer("population", "cases there are"),
        Column("rate", FLOAT, "share of the cases that follow it, 0 to 1"),
        text("exceptions", "cases that do not, comma separated"),
    ),
)

SCORE_CARD = Frame(
    "score_card",
    "Every revision with the practices it follows; one without a case for a practice is not judged by it.",
    "result",
    (
        key("script_location", "script location"),
        key("revision", "revision id"),
        integer("graph_order", "place in graph order, from 1"),
        integer("points", "practices it follows in every case"),
        integer("of", "practices it has a case for"),
        text("followed", "those it follows, comma separated"),
        text("not_followed", "those it does not, comma separated"),
    ),
    order=("script_location", "graph_order", "revision"),
)

CRITICAL = Frame(
    "critical",
    "The revisions that deserve a page of their own, weightiest first, with the reasons.",
    "result",
    (
        key("rank", "place, from 1", dtype="Int64"),
        text("script_location", "script location"),
        text("revision", "revision id"),
        integer("weight", "by what it makes and what contradicts it"),
        text("reasons", "why it was chosen, in words"),
        integer("objects_made", "objects that its upgrade creates, columns and constraints included"),
        integer("findings", "root findings about it"),
        text("fingerprints", "fingerprints of those findings, comma separated"),
        text("file", "path relative to the project"),
        integer("line", "line of upgrade()"),
    ),
)

LINEAGE = Frame(
    "lineage",
    "Who made each object that the replay saw or that is live. Empty where no replay was recorded.",
    "result",
    (
        key("object_kind", "kind of the object; an index that stands for a constraint is left out"),
        key("schema", "schema; empty where it has none"),
        key("table", "its table, or the table itself; empty where it has none"),
        key(
            "name", "name, as it was last; where the chain and the live database name one object differently, the live"
        ),
        text(
            "origin",
            "`chain`: a step made it; `lent` by the replay and never made; `given`: there before the chain; "
            "`none`: no step made it; null: unknown, a step that may have made it did not run to its end",
        ),
        flag("standing", "there after the last step of the replay"),
        flag("in_live", "live; null: unknown"),
        integer("made_step", "step that made it last"),
        text("made_by", "its revision"),
        text("made_file", "file of the revision"),
        integer("made_line", "line of the statement, or of the object inside it"),
        text("dropped_by", "revision that dropped it; null: none did"),
        text("last_by", "revision that touched it last, or, of a table, what is in it"),
        integer("revisions", "revisions that touched it, or, of a table, what is in it"),
        integer("changes", "changes of it, or, of a table, of it and what is in it"),
    ),
)

SIDE_DIFFERENCES = Frame(
    "side_differences",
    "Where two sides, A and B, differ: one row an object or attribute. Neither is wrong.",
    "result",
    (
        key("object_kind", "kind of the object"),
        key("schema", "schema, as A calls it; as B does where A lacks the object"),
        key("table", "table of the object, likewise; empty where it has none"),
        key("name", "name of the object, likewise"),
        key("attribute", "attribute that differs, `name` where it was renamed; empty: one side lacks the object"),
        integer("rank", "place in the answer, from 1: roots before what follows from them"),
        text("change", "`only in A`, `only in B`, `changed` or `renamed`"),
        text("a", "value in A"),
        text("b", "value in B"),
        text("a_name", "the object as A names it, with schema and table; null where A lacks it"),
        text("b_name", "the object as B names it, likewise"),
        integer("dependents", "rows that fold under it"),
        text("root", "identity of the object it folds under, its own where another row tells the cause; empty: a root"),
    ),
    order=("rank",),
)


def identity(object_kind: str, schema: str, table: str, name: str) -> str:
    """How ``root`` names an object: ``kind schema.table.name``, without empty parts and a name that is its table's."""
    return f"{object_kind} " + ".".join(part for part in (schema, table, name if name != table else "") if part)


_RESULTS = (STATE, COVERAGE, DIFFERENCES, FINDINGS, LINEAGE, PRACTICE, SCORE_CARD, CRITICAL, SIDE_DIFFERENCES)
RESULT_FRAMES: dict[str, Frame] = {frame.name: frame for frame in _RESULTS}
