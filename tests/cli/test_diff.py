"""`auditlib diff`: two databases, two snapshots, two sources; answers, exit codes, and what a user can mend."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psycopg
import pytest

from auditlib.collect import scratch
from tests.cli.conftest import Collected

ROOT = Path(__file__).resolve().parents[2]
BASE = "create table people (id integer primary key, name text); create table orders (id bigint, total numeric);"
CHANGE = (
    "alter table people rename to clients; alter table orders add note text; create table spare (id int primary key)"
)
HOSTILE = 'create table "\x1b[31mred\u202e<script>" (id integer)'


@pytest.fixture(scope="module")
def databases(server: scratch.Server) -> dict[str, str]:
    """Two databases that differ, and one that is hostile."""
    made = {"STAGING": BASE, "PRODUCTION": f"{BASE} {CHANGE}", "HOSTILE": f"{BASE} {HOSTILE}"}
    told = {name: server.create_database(name.lower()) for name in made}
    for name, sql in made.items():
        with psycopg.connect(told[name], autocommit=True) as connection:
            connection.execute(sql)
    return told


@pytest.fixture(autouse=True)
def named(databases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The databases' addresses stand in variables."""
    for name, conninfo in databases.items():
        monkeypatch.setenv(name, conninfo)


@pytest.fixture
def shop_read(collected: Collected) -> Path:
    """The folder in which `collect` left a snapshot of the shop."""
    return collected.folder


def test_two_databases_as_text(command) -> None:
    """Two databases without project or scratch: roots first, what follows counted, exit code 1."""
    said = command("--quiet", "diff", "env:STAGING", "env:PRODUCTION")
    lines = said.out.splitlines()
    assert (said.code, said.err) == (1, "")
    assert lines[0].startswith("3 differences between ")
    assert re.match(r"  A  .+, PostgreSQL \d+\.\d+, read 20", lines[1])
    assert [line.strip() for line in lines[4:7]] == [
        "table spare: only in B (2 follow)",
        "table people: named clients in B",
        "column orders.note: only in B",
    ]


def test_two_databases_as_json(command) -> None:
    """The document has the fields that docs/diff-json.md names, and the same roots."""
    said = command("diff", "env:STAGING", "env:PRODUCTION", "--format", "json")
    page = (ROOT / "docs/diff-json.md").read_text(encoding="utf-8")
    documented = [name for cell in re.findall(r"^\| (`.*?) \|", page, re.M) for name in re.findall(r"`(\w+)`", cell)]
    assert list(said.document) == documented
    assert said.document["counts"] == {"roots": 3, "follow": 2}
    assert [each["change"] for each in said.document["differences"][:3]] == ["only in B", "renamed", "only in B"]


def test_nothing_differs(command) -> None:
    """What is left out on request is said; where nothing else differs the exit code is 0."""
    said = command("--quiet", "diff", "env:STAGING", "env:PRODUCTION", "--ignore", "table", "--ignore", "column")
    assert said.code == 1
    said = command("--quiet", "diff", "env:STAGING", "env:PRODUCTION", *_ignored("table", "column", "constraint"))
    assert (said.code, said.out.splitlines()[0][:13]) == (0, "No difference")
    assert "both, left out on request: 5 differences of: table, column, constraint" in said.out


def test_two_sources_of_one_snapshot(command, shop_read: Path) -> None:
    """Live against the chain at its head: the pending column, under A's folder or a word of its own for B."""
    said = command("--quiet", "diff", f"{shop_read}:replay:head", ":live", "--format", "json")
    assert said.code == 1
    roots = [each for each in said.document["differences"] if not each["root"]]
    assert [(each["a_name"], each["change"]) for each in roots] == [("public.customer.city", "only in A")]
    assert said.document["b"]["position"] == ["add_email"]


def test_two_revisions_of_one_snapshot(command, shop_read: Path) -> None:
    """What the chain had made after one revision and after another; one that did not run is told with those near."""
    said = command("--quiet", "diff", f"{shop_read}:@create_customer", ":@add_city", "--format", "json")
    roots = [each for each in said.document["differences"] if not each["root"]]
    assert [(each["b_name"], each["change"]) for each in roots] == [
        ("public.customer.city", "only in B"),
        ("public.customer.email", "only in B"),
    ]
    unknown = command("--quiet", "diff", f"{shop_read}:@add_city", ":@add_citty")
    assert (unknown.code, "add_city" in unknown.err.splitlines()[-1]) == (16, True)


def test_models_say_less_and_that_is_told(command, shop_read: Path) -> None:
    """Against models, kinds and attributes that they cannot express are named and not compared."""
    said = command("--quiet", "diff", f"{shop_read}:models", f"{shop_read / 'snapshot'}:live")
    assert said.code == 1
    assert "column customer.city: only in A" in said.out
    assert re.search(r"both, kinds of objects: not compared: .*schemas", said.out)
    assert re.search(r"both, tables: not compared: row security,", said.out)


def test_a_snapshot_against_a_database(command, shop_read: Path, live: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The live database of a snapshot against the same database now: nothing differs."""
    monkeypatch.setenv("SHOP", live)
    assert command("diff", shop_read, "env:SHOP").code == 0


def test_report(command, tmp_path: Path) -> None:
    """With --output the pages are written; Markdown on standard output stays clean."""
    said = command("diff", "env:STAGING", "env:PRODUCTION", "--output", tmp_path / "out", "--format", "markdown")
    assert said.code == 1
    assert "**Renamed** (1)" in said.out and "Report:" not in said.out
    assert f"Report: {tmp_path}/out/index.html" in said.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"index.html", "80_differences.html", "80_differences.md", "README.md", "snapshot", "run.json"} <= names
    assert "clients" in (tmp_path / "out/80_differences.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_hostile_names(command, form: str) -> None:
    """No control character of a name reaches the terminal, in any form."""
    said = command("diff", "env:STAGING", "env:HOSTILE", "--format", form)
    assert said.code == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", said.out)
    assert "red" in said.out


def test_no_secret_in_any_answer(command, databases: dict[str, str]) -> None:
    """A password given in a URL is warned of and stands in no answer."""
    said = command("diff", _with_password(databases["STAGING"]), "env:PRODUCTION", "--format", "json")
    assert said.code == 1
    assert "A password in A stands in the list of processes; env:NAME avoids it." in said.err
    assert "tiger-tiger" not in said.out + said.err


@pytest.mark.parametrize(
    ("a", "b", "code", "words"),
    [
        ("nowhere", "env:STAGING", 16, "There is no folder nowhere"),
        (".", "env:STAGING", 16, "There is no snapshot in ."),
        ("env:ABSENT", "env:STAGING", 12, "The environment variable ABSENT is not set."),
        ("service:absent", "env:STAGING", 12, "service"),
        ("env:STAGING", "env:STAGING", 16, "A and B are the same: "),
        ("env:STAGING", ":replay", 16, "Of which snapshot :replay is a source"),
        ("postgresql://127.0.0.1:1/none", "env:STAGING", 12, "cannot be opened"),
        ("user:tiger-tiger@host", "env:STAGING", 12, "neither a URL nor"),
    ],
)
def test_clear_errors(command, a: str, b: str, code: int, words: str) -> None:
    """What a user can mend has its exit code, a sentence and the next step, and repeats no secret."""
    said = command("--quiet", "diff", a, b)
    assert (said.code, said.out) == (code, "")
    assert words in said.err and len(said.err.splitlines()) == 2
    assert "tiger-tiger" not in said.err


def test_no_such_source(command, shop_read: Path) -> None:
    """A source that the snapshot does not have is answered with those it has."""
    said = command("--quiet", "diff", f"{shop_read}:rehearsal", ":live")
    assert said.code == 16
    assert "live, models, models:shop.models.Base.metadata, replay, replay:head" in said.err


def _ignored(*kinds: str) -> list[str]:
    return [part for kind in kinds for part in ("--ignore", kind)]


def _with_password(address: str) -> str:
    from auditlib.config.database import Database

    database = Database.parse(address)
    return Database({**database.parameters, "password": "tiger-tiger"}).url()


def test_what_a_notebook_does(shop_read: Path) -> None:
    """`Audit.diff` compares sources of one audit and of two, and shows itself."""
    import auditlib

    audit = auditlib.open(shop_read / "snapshot")
    found = audit.diff("live", "replay:head")
    assert list(found.roots["b_name"]) == ["public.customer.city"]
    assert repr(found).startswith("<Diff: 1 difference between shop:live (A) and shop:replay:head (B)")
    assert "**Only in B** (1)" in found._repr_mimebundle_()["text/markdown"]
    assert audit.diff("live", "live", auditlib.open(shop_read / "snapshot")).differences.empty
    assert json.dumps(dict(found.manifest))
