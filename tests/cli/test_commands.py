"""Each command does what its help says, with the options and settings that lead to it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditlib import snapshot
from auditlib.collect import scratch
from auditlib.rules import registry
from tests.cli.conftest import Collected, Said
from tests.cli.shop import make_live, revision_text, write_shop

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "\x1b[31mred\x1b[0m [bold]markup[/bold] \u202egnp.exe"


def test_check_prints_the_documented_document(answer: dict[str, Any]) -> None:
    """The JSON has the fields that docs/check-json.md names, and says where the database stands."""
    page = (ROOT / "docs/check-json.md").read_text(encoding="utf-8")
    documented = [name for cell in re.findall(r"^\| (`.*?) \|", page, re.M) for name in re.findall(r"`(\w+)`", cell)]
    assert list(answer) == documented
    assert answer["state"] == [
        {
            "script_location": "migrations",
            "heads": ["add_city"],
            "position": ["add_email"],
            "pending": ["add_city"],
            "implied": [],
            "unknown_rows": [],
            "revisions": {"applied": 2, "pending": 1},
        }
    ]
    assert [each["rule"] for each in answer["findings"] if each["severity"] == "warning"] == ["HIS007"]


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)], ids=lambda value: str(value)
)
def test_fail_on(command, shop: Path, tmp_path: Path, checked: Path, fail_on: str, code: int) -> None:
    """The exit code is 1 where a finding is at or over --fail-on: the shop has a warning and no error."""
    assert command("check", "--project", shop, "--snapshot", checked, "--fail-on", fail_on).code == code


def test_collect_says_where_its_snapshot_is(checked: Path, collected: Collected) -> None:
    """Standard output is one line, for the next command; the snapshot knows the database by its label."""
    assert collected.said == Said(0, f"Snapshot: {checked}\n", "")
    assert snapshot.load(checked).manifest["database"].endswith("/shop_live")


@pytest.fixture
def checked(collected: Collected) -> Path:
    """The snapshot that `collect` wrote of the shop."""
    return collected.folder / "snapshot"


def test_ignored_rules_and_severities(command, checked: Path, tmp_path: Path) -> None:
    """A rule is left out by code or name, and a severity of the settings goes before the rule's own."""
    settings = tmp_path / "auditlib.toml"
    settings.write_text('ignore = ["COV010"]\nseverities = { revisions-pending = "error" }\n')
    said = command("check", "--snapshot", checked, "--settings", settings, "--ignore", "DRF008", "--format", "json")
    assert said.code == 1
    severities = {each["rule"]: each["severity"] for each in said.document["findings"]}
    assert (severities["HIS007"], "COV010" in severities) == ("error", True)
    assert "DRF008" not in severities


def test_check_as_text(command, checked: Path) -> None:
    """The text answers the question first, then lists each finding with its place and remedy on lines of their own."""
    lines = command("check", "--snapshot", checked).out.splitlines()
    assert lines[0].startswith("Can the history of shop be trusted? Yes, with reservations.")
    assert lines[1] == "migrations: database at add_email, 1 revision pending, head add_city."
    (place,) = [number for number, line in enumerate(lines) if line.startswith("  warning HIS007")]
    assert lines[place].endswith("(migrations/versions/3_add_city.py:10)")
    assert lines[place + 1].startswith("      Run `alembic upgrade")


def test_blame(command, checked: Path) -> None:
    """The log of a column and of a table, newest change first, with file and line; the same as JSON."""
    said = command("blame", "customer.city", "--snapshot", checked)
    assert (said.code, said.out.splitlines()) == (
        0,
        [
            "column public.customer.city",
            "",
            "revision add_city",
            "sent by migrations/versions/3_add_city.py:17",
            "    line 17: created column customer.city: character varying(80)",
            "",
            "A revision made it, and it is not live.",
        ],
    )
    [table] = command("blame", "customer", "--snapshot", checked, "--format", "json").document["objects"]
    assert list(dict.fromkeys(row["revision"] for row in table["changes"])) == [
        "add_city",
        "add_email",
        "create_customer",
    ]


def test_blame_of_an_unknown_object(command, checked: Path) -> None:
    """One clear message, with the names that look alike."""
    said = command("blame", "customer.citty", "--snapshot", checked)
    assert (said.code, said.out) == (16, "")
    assert "knows an object 'customer.citty'. Did you mean customer.city" in said.err


def test_a_password_in_an_option_is_warned_of_and_printed_nowhere(command, shop: Path) -> None:
    """--database with a password is accepted, names --database-env, and the password is in no message."""
    said = command("check", "--project", shop, "--database", "postgresql://u:hunter2secret@127.0.0.1:1/d")
    assert said.code == 12
    assert "--database-env" in said.err
    assert "hunter2secret" not in said.out + said.err


def test_explain_prints_a_page(command) -> None:
    """`explain` takes a code or a name."""
    rule = registry.rules()[0]
    by_code, by_name = command("explain", rule.code.lower()), command("explain", rule.name)
    assert by_code.out == by_name.out
    assert by_code.out.startswith(f"{rule.code} {rule.name} ({rule.severity})\n")
    assert rule.page in by_code.out


def test_explain_names_the_nearest_rule(command) -> None:
    """An unknown rule is a question with the nearest one."""
    assert "did you mean multiple-heads?" in command("explain", "multiple-head").err


def test_init_then_collect(command, shop: Path, live: str, tmp_path: Path) -> None:
    """What `init` writes is read by the next command, and says what was found."""
    said = command("init", "--project", shop, "--python", sys.executable)
    assert said.code == 0
    assert "script locations: migrations (version table alembic_version, alembic.ini [alembic])" in said.out
    assert (shop / "auditlib.toml").exists()
    only = ("--only", "live", "--only", "scripts", "--output", tmp_path / "out")
    assert command("collect", "--project", shop, "--database", live, *only).code == 0
    document = command("check", "--snapshot", tmp_path / "out", "--format", "json").document
    assert document["state"][0]["pending"] == ["add_city"]


def test_the_probe_alone(command, check, answer: dict[str, Any], shop: Path, tmp_path: Path) -> None:
    """`probe models` prints a program that runs without auditlib; its output stands for the models."""
    program = tmp_path / "probe.py"
    program.write_text(command("probe", "models").out)
    written = tmp_path / "models.jsonl"
    run = [sys.executable, "-I", "-B", str(program), "--output", str(written)]
    subprocess.run(run, cwd=shop, check=True, capture_output=True)
    elsewhere = check(shop, "--models-from", written).document
    assert {each["fingerprint"] for each in elsewhere["findings"]} == {
        each["fingerprint"] for each in answer["findings"]
    }


def test_hostile_text_reaches_no_terminal(check, command, tmp_path: Path, live: str, scratch_url: str) -> None:
    """Escape sequences, markup and direction signs of a target are spelt out, in text as in messages."""
    text = (
        revision_text(3).replace("add city", f"add city {HOSTILE}").replace("sa.String(80)", f"sa.String({HOSTILE!r})")
    )
    shop = write_shop(
        tmp_path / "shop",
        {f"migrations/versions/4_{HOSTILE[:4]}.py": "def (", "migrations/versions/3_add_city.py": text},
    )
    given = ("--database", live, "--scratch-url", scratch_url, "--python", sys.executable)
    said = command("check", "--project", shop, *given)
    assert said.code == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said.out + said.err)


def test_every_command_has_help(command) -> None:
    """Every command says what it does."""
    from auditlib.cli.commands import group

    for name in group.commands:
        said = command(name, "--help")
        assert said.code == 0 and f"Usage: auditlib {name}" in said.out


def test_json_is_valid_where_names_are_hostile(command, tmp_path: Path) -> None:
    """Names with quotes, braces and control characters leave the document readable."""
    name = 'migrations/versions/4_"{x}\\.py'
    shop = write_shop(tmp_path / "shop", {name: "def ("})
    collected = command("collect", "--project", shop, "--only", "scripts", "--output", tmp_path / "out")
    assert collected.code == 0, collected.err
    said = command("check", "--snapshot", tmp_path / "out", "--format", "json")
    assert said.code == 1, said.err
    assert any(name == each["file"] for each in json.loads(said.out)["findings"])


def test_across_versions_the_answer_is_the_same(
    check, answer: dict[str, Any], shop: Path, oldest_server: scratch.Server, tmp_path: Path, monkeypatch
) -> None:
    """Two majors, the older of them live, change no finding; the coverage line names both."""
    monkeypatch.setenv("SHOP_DATABASE", make_live(oldest_server, tmp_path / "made"))
    across = check(shop).document

    told = [[(each["rule"], each["message"]) for each in document["findings"]] for document in (answer, across)]
    assert told[0] == told[1]
    assert f"PostgreSQL {oldest_server.major} and 18 were compared" in str(across["coverage"])
    assert "were compared" not in str(answer["coverage"])
