"""What upgrade() and downgrade() do, as text tells it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import scripts
from auditlib.config.target import ScriptLocation, Target

HEAD = """import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "a"
down_revision = None
"""
Reader = Callable[[str], pd.DataFrame]


@pytest.fixture
def frames(tmp_path: Path) -> Callable[[str], dict[str, pd.DataFrame]]:
    """Frames of a project with one revision, its body given; HEAD stands before it."""

    def make(body: str) -> dict[str, pd.DataFrame]:
        folder = tmp_path / "alembic"
        (folder / "versions").mkdir(parents=True)
        (folder / "versions" / "a.py").write_text(HEAD + body)
        location = ScriptLocation("alembic", folder, (folder / "versions",))
        return scripts.read(Target("t", tmp_path, (location,), Path(sys.executable)))

    return make


@pytest.fixture
def upgrade(frames: Callable[[str], dict[str, pd.DataFrame]]) -> Callable[..., list[tuple[object, ...]]]:
    """The named columns of the operations of upgrade(), nulls as None; its body is given, indented by us."""

    def make(body: str, *columns: str, before: str = "") -> list[tuple[object, ...]]:
        inside = "\n".join(f"    {line}" for line in body.splitlines())
        found = frames(f"{before}\ndef upgrade():\n{inside}\n")["operations"][list(columns)].astype(object)
        return list(found.where(found.notna(), None).itertuples(index=False, name=None))

    return make


def test_a_created_table_gives_its_columns_and_constraints(upgrade: Callable[..., list[tuple[object, ...]]]) -> None:
    """Columns with PostgreSQL's types, keys with their targets, named and unnamed constraints."""
    body = (
        'op.create_table("t", sa.Column("id", sa.BigInteger(), primary_key=True),\n'
        '  sa.Column("u", postgresql.UUID(as_uuid=True), sa.ForeignKey("users.id")),\n'
        '  sa.Column("s", sa.String(20)), sa.Column("at", sa.DateTime(timezone=True)),\n'
        '  sa.UniqueConstraint("s", name=op.f("uq_s")))'
    )
    found = upgrade(body, "object_kind", "name", "detail", "columns", "constraint_type")
    assert found == [
        ("table", "t", None, None, None),
        ("column", "id", "bigint", None, None),
        ("constraint", None, None, "id", "primary key"),
        ("column", "u", "uuid", None, None),
        ("constraint", None, "users (id)", "u", "foreign key"),
        ("column", "s", "character varying(20)", None, None),
        ("column", "at", "timestamp with time zone", None, None),
        ("constraint", "uq_s", None, "s", "unique"),
    ]


def test_raw_sql_stands_on_its_own_lines(upgrade: Callable[..., list[tuple[object, ...]]]) -> None:
    """Each statement of a string, and each column of its tables, has its own line of the file."""
    body = 'op.execute("""\n        CREATE TABLE t (\n            id int\n        );\n        DROP TABLE u;\n    """)'
    assert upgrade(body, "operation", "name", "line") == [
        ("CREATE TABLE", "t", 9),
        ("CREATE TABLE", "id", 10),
        ("DROP TABLE", "u", 12),
    ]


def test_strings_side_by_side_keep_their_lines(upgrade: Callable[..., list[tuple[object, ...]]]) -> None:
    """Literals put together over several lines are told apart."""
    body = 'op.execute("DROP TABLE a; "\n           "DROP TABLE b; "\n           "DROP TABLE c")'
    assert upgrade(body, "name", "line") == [("a", 8), ("b", 9), ("c", 10)]


def test_a_do_block_is_opened(upgrade: Callable[..., list[tuple[object, ...]]]) -> None:
    """Statements in a DO block have their lines and what they depend on, EXECUTE included."""
    body = (
        'op.execute("""\n    DO $$ BEGIN\n      IF NOT EXISTS (SELECT 1 FROM pg_type) THEN\n'
        "        CREATE TYPE e AS ENUM ('a');\n      END IF;\n      EXECUTE 'DROP TABLE x';\n    END $$\n    \"\"\")"
    )
    assert upgrade(body, "operation", "name", "line", "guard") == [
        ("CREATE TYPE", "e", 11, "inspector"),
        ("DROP TABLE", "x", 13, None),
    ]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('for t in ("a", "b"):\n    op.drop_table(t)', ["a", "b"]),
        ('for t, c in {"a": "x", "b": "y"}.items():\n    op.drop_column(t, c)', ["x", "y"]),
        ('op.execute(f"DROP TABLE {NAME}")', ["konst"]),
        ('op.execute("DROP TABLE %s" % NAME)', ["konst"]),
        ('op.execute("DROP TABLE {}".format(NAME))', ["konst"]),
        ('op.execute("DROP TABLE " + NAME)', ["konst"]),
        ("for t in TABLES:\n    drop(t)", ["a", "b"]),
        ('[op.drop_table(t) for t in ["a", "b"]]', ["a", "b"]),
        ('with op.batch_alter_table("t") as b:\n    b.drop_column("c")', ["c"]),
        ('op.get_bind().execute(sa.text("DROP TABLE a"))', ["a"]),
        ('if op.get_bind().dialect.name == "sqlite":\n    op.drop_table("no")\nelse:\n    op.drop_table("a")', ["a"]),
        ('if op.get_bind().dialect.name != "postgresql":\n    return\nop.drop_table("a")', ["a"]),
        (
            'asked = sa.inspect(op.get_bind())\nif "postgresql" not in asked.dialect.dialect_description:\n    return\n'
            'op.drop_table("a")',
            ["a"],
        ),
        ('if "sqlite" in sa.inspect(op.get_bind()).dialect.dialect_description:\n    op.drop_table("no")', [None]),
        ('postgresql.ENUM("x", name="e").create(op.get_bind())', ["e"]),
        ('drop(t="a")', ["a"]),
        ("drop()", ["dflt"]),
    ],
)
def test_helpers_loops_and_constants_are_followed(
    upgrade: Callable[..., list[tuple[object, ...]]], body: str, names: list[str]
) -> None:
    """What a reader can tell from the text, we tell."""
    before = 'NAME = "konst"\nTABLES = ["a", "b"]\ndef drop(t="dflt"):\n    op.drop_table(t)\n'
    assert [name for (name,) in upgrade(body, "name", before=before)] == names


@pytest.mark.parametrize(
    "body",
    [
        "op.execute(make_sql())",
        'op.execute("SELEKT 1")',
        "run(op.get_bind())",
        "Base.metadata.create_all(op.get_bind())",
        'Drop("a").run()',
        'drop("a")',
        'globals()["drop_%s" % FLAG]()',
        "TABLE[FLAG]()",
        "getattr(Base, FLAG)()",
    ],
)
def test_what_text_cannot_tell_is_unknown(upgrade: Callable[..., list[tuple[object, ...]]], body: str) -> None:
    """Never silence, and never a syntax error: `unknown`, with a reason."""
    before = (
        "from app import make_sql, run, Base, FLAG\nTABLE = {}\n"
        "class Drop:\n    def run(self):\n        op.drop_table(self.name)\n"
        "def drop(name):\n    Drop(name).run()\n"
    )
    ((action, operation, detail),) = upgrade(body, "action", "operation", "detail", before=before)
    assert (action, operation) == ("unknown", "unknown") and detail


@pytest.mark.parametrize(
    "body",
    [
        'globals()["upgrade_%s" % engine]()',
        'globals()[f"upgrade_{engine}"]()',
        'eval("upgrade_%s" % engine)()',
        'globals()["upgrade_" + engine]()',
    ],
)
def test_functions_called_by_a_name_put_together_are_followed(
    upgrade: Callable[..., list[tuple[object, ...]]], body: str
) -> None:
    """As in Alembic's template for several databases: each that may be meant, depending on the argument."""
    before = 'from app import engine\ndef upgrade_a():\n    op.drop_table("a")\n'
    before += 'def upgrade_b():\n    op.drop_table("b")\n'
    found = upgrade(body, "operation", "name", "guard", before=before)
    assert found == [("drop_table", "a", "argument"), ("drop_table", "b", "argument")]


def test_an_open_name_is_null_and_the_rest_is_known(upgrade: Callable[..., list[tuple[object, ...]]]) -> None:
    """A part that only runs know leaves the command and the table."""
    body = 'for c in op.get_bind().execute(q):\n    op.execute(f"ALTER TABLE t DROP COLUMN {c}")'
    found = upgrade(body, "operation", "table", "name", "guard")
    assert found[-1] == ("ALTER TABLE", "t", None, "condition")


@pytest.mark.parametrize(
    ("body", "guard"),
    [
        ('op.execute("CREATE TABLE IF NOT EXISTS t (a int)")', "if not exists"),
        ('op.execute("DROP TABLE IF EXISTS t")', "if exists"),
        ('op.execute("CREATE OR REPLACE VIEW v AS SELECT 1")', "or replace"),
        ('op.drop_table("t", if_exists=True)', "if exists"),
        ('if "t" in sa.inspect(op.get_bind()).get_table_names():\n    op.drop_table("t")', "inspector"),
        ('if has("t"):\n    op.drop_table("t")', "inspector"),
        ('if not has("t"):\n    return\nop.drop_table("t")', "inspector"),
        ('if FLAG:\n    op.drop_table("t")', "condition"),
        ('try:\n    op.drop_table("t")\nexcept Exception:\n    pass', "condition"),
        ('op.drop_table("t")', None),
    ],
)
def test_guards_are_named(upgrade: Callable[..., list[tuple[object, ...]]], body: str, guard: str | None) -> None:
    """What an operation depends on stands beside it."""
    before = "from app import FLAG\ndef has(t):\n    return sa.inspect(op.get_bind()).has_table(t)\n"
    assert upgrade(body, "guard", before=before)[0] == (guard,)


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ('op.execute("DROP TABLE t")', "raw SQL"),
        ('op.drop_table("t")', "operations"),
        ('op.drop_table("t")\n    op.execute("DROP TABLE u")', "both"),
        ("pass", "nothing"),
        ("op.execute(thing())", "unknown"),
    ],
)
def test_the_way_a_revision_is_written(frames: Callable[[str], dict[str, pd.DataFrame]], body: str, ways: str) -> None:
    """Raw SQL, operations, both, nothing, or unknown."""
    assert frames(f"def upgrade():\n    {body}\n")["revisions"]["written_as"].iloc[0] == ways


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('def downgrade():\n    op.drop_table("t")\n', "written"),
        ('def downgrade():\n    """Nothing."""\n    pass\n', "empty"),
        ("def downgrade():\n    print('no way back')\n", "empty"),
        ("def downgrade():\n    raise NotImplementedError\n", "raises"),
        ("", "absent"),
    ],
)
def test_kinds_of_downgrade(frames: Callable[[str], dict[str, pd.DataFrame]], text: str, kind: str) -> None:
    """Written, empty, raising or absent."""
    assert frames(text)["revisions"]["downgrade_kind"].iloc[0] == kind


def test_secrets_and_data_are_masked(frames: Callable[[str], dict[str, pd.DataFrame]]) -> None:
    """No password and no literal of a data statement is in any frame."""
    body = (
        '"""uses postgresql://app:hunter2@db/app"""\n'
        'def upgrade():\n    # password = "hunter2"\n'
        "    op.execute(\"CREATE ROLE r PASSWORD 'hunter2'\")\n"
        "    op.execute(\"INSERT INTO t VALUES ('hunter2')\")\n"
    )
    found = frames(body)
    said = " ".join(frame.to_csv() for frame in found.values())
    assert "hunter2" not in said and "INSERT INTO t VALUES ($1)" in said


def test_notes_have_their_lines_and_what_stands_under_them(frames: Callable[[str], dict[str, pd.DataFrame]]) -> None:
    """Comments, docstrings and SQL comments; strings that hold a hash are no comments, nor is Alembic's template."""
    body = (
        "# revision identifiers, used by Alembic.\n"
        'def upgrade():\n    """Says what."""\n    # one\n    # two\n    op.execute("""\n        -- three\n'
        '        DROP TABLE "a#b"\n    """)\n    op.drop_table("# no")  # four\n'
    )
    notes = frames(body)["notes"]
    assert list(
        notes[["note_kind", "line", "end_line", "statement_line", "text"]].itertuples(index=False, name=None)
    ) == [
        ("docstring", 8, 8, 9 + 2, "Says what."),
        ("comment", 9, 10, 11, "one\ntwo"),
        ("SQL comment", 12, 12, 13, "three"),
        ("comment", 15, 15, 15, "four"),
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('names = []\nnames.append("a")\nfor t in names:\n    op.drop_table(t)', [("drop_table", "a")]),
        ('t = "a"\nif FLAG:\n    t = "b"\nop.drop_table(t)', [("drop_table", None)]),
        ('names = []\nif FLAG:\n    names.append("a")\nfor t in names:\n    op.drop_table(t)', [("drop_table", None)]),
        ('done = []\nfor row in rows():\n    done.append(row)\n    if len(done) == 10:\n        op.drop_table("a")',
         [("drop_table", "a")]),
        ('if op.get_bind().dialect.name == "mysql":\n    op.drop_table("a")', [("nothing", None)]),
        ('op.get_bind().execute(sa.select(1))', []),
        ('op.get_bind().execute(sa.text("DELETE FROM t WHERE id IN :ids"))', [("DELETE", "t")]),
    ],
)  # fmt: skip
def test_what_changes_on_the_way_is_not_taken_for_certain(
    upgrade: Callable[..., list[tuple[object, ...]]], body: str, found: list[tuple[object, ...]]
) -> None:
    """Lists that grow, names given under a condition, other dialects, reads."""
    assert upgrade(body, "operation", "name", before="from app import FLAG, rows\n") == found
