"""Cases of the history rules beyond the example on each page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

from auditlib.frames.all import FRAMES
from auditlib.rules import registry

Findings = Callable[..., pd.DataFrame]


def version(name: str, parent: str | None = None, more: str = "", doc: str = "") -> str:
    """The text of a version file."""
    return f'"""{doc}"""\nfrom alembic import op\nrevision = {name!r}\ndown_revision = {parent!r}\n{more}'


def files(**texts: str) -> dict[str, str]:
    """Version files by their stems."""
    return {f"versions/{name}.py": text for name, text in texts.items()}


FORK = {"a": version("a"), "b": version("b", "a"), "c": version("c", "a")}


@pytest.mark.parametrize(
    "intended",
    [
        {**FORK, "c": version("c", "a", 'branch_labels = ("contract",)\n')},
        {**FORK, "c": version("c", None)},
        {**FORK, "c": version("c", None), "b": version("b", "a", 'depends_on = "c"\n')},
    ],
)
def test_intended_heads_are_a_note(findings_of: Findings, intended: dict[str, str]) -> None:
    """A label, a base of its own, or a depends_on says that a branch is meant."""
    assert list(findings_of("HIS001", files(**intended))["severity"]) == ["note"]


def test_the_first_revision_that_cannot_be_applied_is_named(findings_of: Findings) -> None:
    """Of several ids that are too long the first pending one is the one that stops the deploy."""
    first, second = "x" * 33, "y" * 40
    case = files(a=version("a"), b=version(first, "a"), c=version(second, first))
    found = findings_of("HIS006", case, ["a"]).set_index("object")
    assert "first revision that cannot be applied" in found.loc[first, "message"]
    assert "either" in found.loc[second, "message"]
    assert json.loads(found.loc[first, "evidence"])["behind"] == 1
    assert "32 characters, also in alembic/versions/c.py, which builds on it, or" in found.loc[first, "remedy"]
    assert "also" not in found.loc[second, "remedy"]


def test_an_id_fits_a_wider_column(findings_of: Findings) -> None:
    """The actual column counts, not the default."""
    assert findings_of("HIS006", files(a=version("x" * 33)), capacity=64).empty


def test_pending_are_named_in_order(findings_of: Findings) -> None:
    """One finding for the script location, the revisions in the order Alembic runs them."""
    case = files(a=version("a"), z=version("b", "a"), y=version("c", "b"))
    (row,) = findings_of("HIS007", case, ["a"]).to_dict("records")
    assert json.loads(row["evidence"])["pending"] == ["b", "c"]


def profile(note: str, column: str) -> dict[str, str]:
    """A revision with a note above a raw CREATE TABLE."""
    more = f'def upgrade():\n    # {note}\n    op.execute("CREATE TABLE profiles (id uuid, {column})")\n'
    return files(a=version("a", more=more))


@pytest.mark.parametrize(
    ("note", "column"),
    [
        ("user_id is UUID but references user.id (INTEGER)", "user_id integer"),
        ("profiles.user_id: UUID", "user_id integer"),
        ("`amount` as NUMERIC", "amount double precision"),
        ("the user_id column is a BIGINT", "user_id integer"),
        ("id is INTEGER", "name text"),
    ],
)
def test_a_comment_that_contradicts_its_sql_is_found(findings_of: Findings, note: str, column: str) -> None:
    """A note that gives a column under it another type is a finding with both lines."""
    (row,) = findings_of("HIS016", profile(note, column)).to_dict("records")
    assert row["line"] == 6 and json.loads(row["evidence"])["sql_line"] == 7


@pytest.mark.parametrize(
    ("note", "column"),
    [
        ("User.id is INTEGER", "user_id integer"),
        ("User.id is INTEGER, profiles.user_id is INTEGER", "user_id integer"),
        ("ExpertProfile model expects UUID but database uses INTEGER", "user_id integer"),
        ("user_id will be UUID later, user_id is INTEGER now", "user_id integer"),
        ("amount is VARCHAR", "amount varchar(20)"),
        ("amount is TEXT", "amount varchar(20)"),
        ("name is text the user typed", "name varchar(20)"),
        ("other.user_id is UUID", "user_id integer"),
        ("kind is ENUM", "kind mood"),
        ("user_id is not UUID", "user_id integer"),
    ],
)
def test_a_comment_that_does_not_contradict_is_left_alone(findings_of: Findings, note: str, column: str) -> None:
    """Other tables' columns, wishes, prose, equal types and types that are not known are no finding."""
    assert findings_of("HIS016", profile(note, column)).empty


def test_a_docstring_may_contradict_too(findings_of: Findings) -> None:
    """The module's docstring is read against the whole revision, also against operations."""
    more = 'import sqlalchemy as sa\ndef upgrade():\n    op.add_column("t", sa.Column("owner_id", sa.Integer()))\n'
    found = findings_of("HIS016", files(a=version("a", more=more, doc="Add\n\n- owner_id is UUID\n")))
    assert list(found["object"]) == ["t.owner_id"] and list(found["line"]) == [3]


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("intentional for future-proofing when user table migrates to UUID", "a future type change"),
        ("FIXME later", "unfinished work"),
        ("temporary until the job is gone", "something temporary"),
    ],
)
def test_risky_intentions(findings_of: Findings, note: str, kind: str) -> None:
    """Each kind of announcement is told apart."""
    found = findings_of("HIS017", files(a=version("a", more=f"# {note}\n")))
    assert [json.loads(row)["kind"] for row in found["evidence"]] == [kind]


@pytest.mark.parametrize("doc", ["Change id to bigint", "Convert price to numeric"])
def test_a_message_that_says_what_it_does_is_no_plan(findings_of: Findings, doc: str) -> None:
    """The message of a type change announces nothing: the revision does it."""
    assert findings_of("HIS017", files(a=version("a", doc=doc))).empty


@pytest.mark.parametrize(
    "note",
    [
        "Step 2: Migrate rows to JSONB",
        "Create temporary CSV file",
        "a temporary table",
        "Create temporary indexes for the migration",
        "The workaround is to commit Alembic's transaction first",
    ],
)
def test_a_comment_on_what_a_step_does_is_no_plan(findings_of: Findings, note: str) -> None:
    """Numbered steps, and what a step makes for its own time."""
    assert findings_of("HIS017", files(a=version("a", more=f"# {note}\n"))).empty


@pytest.mark.parametrize(("count", "messages"), [(4, 3), (7, 1)])
def test_dates_out_of_order_throughout_are_one_finding(findings_of: Findings, count: int, messages: int) -> None:
    """A few are told one by one, a habit of the history once."""
    days = [f"202501{30 - number}_r" for number in range(count)]
    case = {f"r{day}": version(day, parent) for day, parent in zip(days, [None, *days], strict=False)}
    found = findings_of("HIS013", files(**case))
    assert len(found) == messages
    assert count == 4 or "6 of 7 revisions; each of" in found["message"].iloc[0]


def test_no_downgrade_anywhere_is_one_finding(findings_of: Findings) -> None:
    """Where hardly any revision can be taken back, one finding says so with the list."""
    more = 'def upgrade():\n    op.drop_table("t")\n'
    names = [f"r{number}" for number in range(6)]
    case = files(**{n: version(n, p, more) for n, p in zip(names, [None, *names], strict=False)})
    (row,) = findings_of("HIS015", case).to_dict("records")
    assert json.loads(row["evidence"])["all"] == names


def test_an_unclaimed_version_table_is_found(frames_of: Callable[..., dict[str, pd.DataFrame]]) -> None:
    """A version table that no script location claims is named."""
    from auditlib.rules.history.his009_no_version_table import check

    frames = frames_of(files(a=version("a")))
    other = frames["version_tables"].assign(table="other_version", script_location=None, configured=False)
    tables = pd.concat([frames["version_tables"], other], ignore_index=True)
    (hit,) = check(tables, frames["revisions"], frames["witnesses"])
    assert "other_version" in hit.message


def test_a_missing_parent_points_at_the_file_that_cannot_be_read(findings_of: Findings) -> None:
    """The parent may stand in a file that does not parse."""
    found = findings_of("HIS002", files(b=version("b", "a"), a="revision = \n"))
    assert "a.py may hold it" in found["message"].iloc[0]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([], 1),
        ([("CREATE TABLE", "create table a ()")], 0),
        ([("SELECT", "select $1")], 1),
        ([("SELECT", "select count(*) from a where n in ($1)"), ("VARIABLE SHOW", "show all")], 1),
        ([("SELECT", "select fill_partitions($1)")], 0),
        ([("SELECT", "select pg_catalog.setval ($1, $2)")], 0),
        ([("SELECT", "select $1"), ("INSERT", "insert into a values ($1)")], 0),
    ],
)
def test_an_upgrade_that_was_seen_to_send_more_than_questions_is_not_empty(
    sent: list[tuple[str, str]], said: int
) -> None:
    """Where text tells nothing, replay is believed; a question does nothing, and one revision's are no other's."""
    place = {"script_location": "m", "revision": "a"}
    revision = {**place, "written_as": "nothing", "is_merge_point": False}
    orders = enumerate(sent, 1)
    rows = [{**place, "step": 1, "statement_order": order, "command": c, "sql": sql} for order, (c, sql) in orders]
    other = {"step": 2, "statement_order": 1, "script_location": "n", "revision": "a", "command": "DROP TABLE"}
    step = {**place, "step": 1, "status": "done", "statements": len(sent) + 3}
    given = {"revisions": [revision], "steps": [step], "statements": [*rows, other]}
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}
    found = registry.findings(frames, ignore=[rule.code for rule in registry.rules() if rule.code != "HIS014"])
    assert len(found) == said


NOTHING = (
    "def upgrade():\n    # %s\n    pass\ndef downgrade():\n    # the table was never made by this revision\n    pass\n"
)
TITLE = "old index\n\nRevision ID: b\nRevises: a\nCreate Date: 2026-01-01 00:00:00\n"


@pytest.mark.parametrize(
    ("comment", "doc", "severity", "words"),
    [
        (
            "No-op: the server converts old rows by itself",
            TITLE,
            "note",
            '"No-op: the server converts old rows by itself".',
        ),
        (
            "nothing",
            f"{TITLE}\nThe index of the key serves\nthis query.\n",
            "note",
            '"The index of the key serves this query".',
        ),
        ("### commands auto generated by Alembic - please adjust! ###", TITLE, "warning", "merges nothing."),
        ("TODO: write what was meant here", TITLE, "warning", "merges nothing."),
        ("op.create_index('a', 'b', ['c', 'd'], unique=True)", TITLE, "warning", "merges nothing."),
    ],
)
def test_an_upgrade_that_says_why_it_is_empty_is_a_note(
    findings_of: Findings, comment: str, doc: str, severity: str, words: str
) -> None:
    """A sentence of its own, in the upgrade or below the title; no template's, no plan, no code, no downgrade's."""
    case = files(
        a=version("a", None, "def upgrade():\n    op.drop_table('old')\n"), b=version("b", "a", NOTHING % comment, doc)
    )
    found = findings_of("HIS014", case)
    assert found["severity"].tolist() == [severity]
    assert found["message"].iloc[0].endswith(words)


@pytest.mark.parametrize(("status", "said"), [("done", 1), ("failed", 0)])
def test_a_step_that_failed_is_not_said_to_be_empty(status: str, said: int) -> None:
    """What it would have done was not seen."""
    place = {"script_location": "m", "revision": "a"}
    given = {
        "revisions": [{**place, "written_as": "nothing", "is_merge_point": False}],
        "steps": [{**place, "step": 1, "status": status, "statements": 0}],
    }
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}
    assert sum(found == "HIS014" for found in registry.findings(frames)["rule"]) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('if op.get_bind().dialect.name != "sqlite":\n        return\n    op.drop_table("a")', 0),
        ('name = op.get_bind().dialect.name\n    if name == "sqlite":\n        op.drop_table("a")', 0),
        ('if op.get_bind().dialect.name == "postgresql":\n        pass\n    else:\n        op.drop_table("a")', 0),
        ('if op.get_bind().dialect.name == "postgresql":\n        return\n    print("nothing to do")', 1),
        (
            'from shop.helpers import widen\n    if op.get_bind().engine.name != "mysql":\n        return\n    widen()',
            0,
        ),
        ('if op.get_bind().dialect.name == "sqlite":\n        pass', 1),
    ],
)
def test_an_upgrade_for_another_dialect_is_not_empty(findings_of: Findings, body: str, said: int) -> None:
    """Operations that only another dialect runs are content; a test for a dialect around nothing is none."""
    case = files(a=version("a", None, 'def upgrade():\n    op.drop_table("old")\n'))
    found = findings_of("HIS014", {**case, **files(b=version("b", "a", f"def upgrade():\n    {body}\n"))})
    assert len(found) == said


def test_what_the_application_lacks_is_no_statement_to_correct() -> None:
    """A Python exception without SQL leads to the settings that give the application what it needs."""
    step = {"step": 1, "script_location": "m", "revision": "a", "status": "failed", "file": "a.py", "line": 7}
    refused = {"sqlstate": "42P01", "statement": "drop table a", "message": 'table "a" does not exist'}
    for more, words in (
        ({"message": "No app context", "line": None}, "No refused statement is known: see what a.py calls."),
        ({"message": "No app context"}, "`setup` or `environment`"),
        (refused, "Correct the statement"),
        ({**refused, "sqlstate": "25001"}, "autocommit_block(). Where the application hands over"),
    ):
        given = {"steps": [{**step, **more}]}
        frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}
        found = registry.findings(frames, ignore=[rule.code for rule in registry.rules() if rule.code != "HIS022"])
        assert [words in remedy for remedy in found["remedy"]] == [True]


TABLE = {"schema": "public", "table": "note", "revision": "c", "file": "c.py", "line": 3, "message": "no note"}
OBJECT = {**{name: value for name, value in TABLE.items() if name != "table"}, "object_kind": "type", "name": "mood"}


def of_the_lent(rehearsed: str, status: str, **lent: object) -> pd.DataFrame:
    """What HIS021 and HIS022 find where revision b stands so in replay and rehearsal, and c was lent something."""
    step = {"step": 1, "script_location": "m", "revision": "b", "status": status, "file": "b.py", "message": "no"}
    needs = {**step, "step": 2, "revision": "c", "status": "done"}
    given = {"steps": [step, needs], "rehearsal": [{**step, "status": rehearsed}] if rehearsed else [], **lent}
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}
    others = [rule.code for rule in registry.rules() if rule.code not in ("HIS021", "HIS022")]
    return registry.findings(frames, ignore=others).set_index("rule")


@pytest.mark.parametrize(
    ("status", "rehearsed", "rule", "column"),
    [
        ("failed", "", "HIS022", "cost"),
        ("failed", "done", "HIS022", "cost"),
        ("failed", "failed", "HIS021", "message"),
        ("skipped", "", "HIS021", "message"),
    ],
)
def test_what_was_lent_for_want_of_its_maker_is_in_one_finding(
    status: str, rehearsed: str, rule: str, column: str
) -> None:
    """Tables, columns and other objects alike: with the maker's failure where that is told here, else by themselves."""
    tables = [{**TABLE, "column": column, "failed_maker": "b"} for column in ("", "body")]
    found = of_the_lent(rehearsed, status, assumed=tables, assumed_objects=[{**OBJECT, "failed_maker": "b"}])
    assert list(found.index) == [rule]
    said = found.loc[rule, column]
    assert "note (body) and type mood" in said
    if rule == "HIS021":
        assert "b would make them and did not run to its end" in said and "never" not in said
        assert found.loc[rule, "severity"] == "note"


def test_what_no_revision_makes_is_told_apart_from_what_one_would_make() -> None:
    """That nothing creates an object is said of those alone that no revision creates."""
    tables = [{**TABLE, "column": ""}, {**TABLE, "table": "tag", "column": "", "failed_maker": "b"}]
    found = of_the_lent("", "skipped", assumed=tables)
    assert found.loc["HIS021", "message"] == (
        "The chain needs note and never creates it: from empty, c fails with “no note”. "
        "It needs tag, too (b would make it and did not run to its end)."
    )
    assert found.loc["HIS021", "severity"] == "error"


def test_a_lent_column_of_a_table_that_the_chain_makes_is_named() -> None:
    """The table is there, the column is not: it bears its table's name."""
    found = of_the_lent("", "done", assumed=[{**TABLE, "column": "body"}])
    assert found.loc["HIS021", "message"].startswith("The chain needs note.body and never creates it:")
