"""What is wrong with a project is a finding or a line of coverage; the rest of the audit is made all the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from auditlib.errors import ScratchError
from tests.cli.shop import ENV, MODELS, revision_text, write_shop

# Long for a probe that hangs, short for one that starts on a machine with much to do.
PATIENCE_S = 15
SECOND = "migrations/versions/2_add_email.py"
THIRD = "migrations/versions/3_add_city.py"
EXTRA = "migrations/versions/4_extra.py"
_STANDALONE = revision_text(3).replace("add_city", "extra").replace("'city'", "'town'")

# Each by the name of its file: none of them is a revision, so all can stand in one project.
UNREADABLE: dict[str, str | bytes] = {
    "4_syntax_error.py": "def upgrade(:\n",
    "5_merge_conflict.py": "<<<<<<< ours\nrevision = 'a'\n=======\n>>>>>>> theirs\n",
    "6_no_revision.py": "def upgrade():\n    pass\n",
    "7_not_utf8.py": b"# \xff\xfe\xe9\nrevision = 'e\xe9'\n",
}
GRAPHS: dict[str, tuple[dict[str, str | bytes | None], str, str]] = {
    "two with one id": ({EXTRA: revision_text(3)}, "HIS004", "add_city"),
    "a missing parent": ({SECOND: None}, "HIS002", "add_email"),
    "a cycle": (
        {SECOND: revision_text(2).replace("down_revision = 'create_customer'", "down_revision = 'add_city'")},
        "HIS003",
        "add_city",
    ),
    "two heads": ({EXTRA: _STANDALONE}, "HIS001", "extra"),
}

HANGS = "import time\ntime.sleep(600)\n"
ENVIRONMENTS = {
    "raises": "raise RuntimeError('Working outside of\\nan application.\\n\\nThis typically means that ...')\n",
    "exits": "import sys\nsys.exit(3)\n",
    "hangs": HANGS,
    "is not Python": "def (\n",
}

MODULES = {
    "raising": "raise RuntimeError('no configuration')\n",
    "exiting": "import sys\nsys.exit(3)\n",
    "connecting": "import socket\nsocket.create_connection(('192.0.2.1', 5432))\n",
}


def _codes(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def _unseen(document: dict[str, Any], witness: str) -> str:
    rows = [row for row in document["coverage"] if row["witness"] == witness and row["status"] != "seen"]
    return "\n".join(f"{row['subject']}: {row['detail']}" for row in rows)


def _the_rest_was_seen(document: dict[str, Any]) -> None:
    assert _live_was_seen(document)
    assert sum(document["state"][0]["revisions"].values()) >= 2


def _live_was_seen(document: dict[str, Any]) -> bool:
    return any(row["witness"] == "live" and row["status"] == "seen" for row in document["coverage"])


def test_unreadable_version_files(check, tmp_path: Path) -> None:
    """Each file that is no revision is a finding that names it; live, models and the other files are read."""
    files = {f"migrations/versions/{name}": text for name, text in UNREADABLE.items()}
    said = check(write_shop(tmp_path / "shop", files))
    assert said.code == 1, said.err
    found = [str(each) for each in said.document["findings"] if each["rule"] == "HIS005"]
    assert [name for name in UNREADABLE if not any(name in each for each in found)] == [], found
    _the_rest_was_seen(said.document)


@pytest.mark.parametrize("case", GRAPHS)
def test_broken_graphs(check, tmp_path: Path, case: str) -> None:
    """What is wrong between version files is a finding that names the revision; the rest is seen."""
    files, rule, named = GRAPHS[case]
    said = check(write_shop(tmp_path / "shop", files))
    assert said.code == 1, said.err
    found = [each for each in said.document["findings"] if each["rule"] == rule]
    assert found and any(named in str(each) for each in found), _codes(said.document)
    _the_rest_was_seen(said.document)
    if case in ("a missing parent", "a cycle"):
        assert not _codes(said.document) & {"HIS001", "HIS007", "HIS023"}
        assert not said.document["state"][0]["pending"] and said.document["state"][0]["revisions"]["unknown"] >= 2


def test_no_version_file_at_all(check, tmp_path: Path) -> None:
    """An empty versions folder: the database stands at a revision that no file has."""
    shop = write_shop(tmp_path / "shop", dict.fromkeys(("migrations/versions/1_create_customer.py", SECOND, THIRD)))
    (shop / "migrations/versions").mkdir()
    said = check(shop)
    assert said.code == 1, said.err
    (found,) = [each for each in said.document["findings"] if each["rule"] == "HIS008"]
    assert "names add_email, and no version file has it" in found["message"]
    assert _live_was_seen(said.document)


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_env_py(check, tmp_path: Path, case: str) -> None:
    """An env.py that fails leaves unknown what it hands to Alembic; scripts, live and models are read."""
    said = check(
        write_shop(tmp_path / "shop", {"migrations/env.py": ENVIRONMENTS[case]}), "--probe-timeout", PATIENCE_S
    )
    assert said.code in (0, 1), said.err
    unseen = (_unseen(said.document, "models") + "\n" + _unseen(said.document, "scripts")).splitlines()
    (line,) = {each for each in unseen if each.startswith("env.py")}
    assert case != "raises" or line.endswith("RuntimeError: Working outside of an application."), line
    assert said.document["state"][0]["pending"] == ["add_city"]


def test_env_py_that_prints(check, tmp_path: Path) -> None:
    """What env.py and models print spoils nothing and does not reach standard output."""
    noise = "print('hello from the target')\nimport sys; sys.stderr.write('and from here')\n"
    files = {"migrations/env.py": noise + ENV, "shop/models.py": noise + MODELS}
    said = check(write_shop(tmp_path / "shop", files))
    assert said.document["state"][0]["pending"] == ["add_city"]
    assert "hello from the target" not in said.out + said.err


@pytest.mark.parametrize("modules", [MODULES, {"hanging": HANGS}], ids=["fail", "hangs"])
def test_model_modules(check, tmp_path: Path, modules: dict[str, str]) -> None:
    """Each model module that fails is named with its reason; the other models are read."""
    broken = {f"shop/{name}.py": "from shop.models import Base\n" + text for name, text in modules.items()}
    said = check(write_shop(tmp_path / "shop", broken), "--models", "shop", "--probe-timeout", PATIENCE_S)
    assert said.code in (0, 1), said.err
    told = _unseen(said.document, "models") + "".join(str(each) for each in said.document["findings"])
    assert [name for name in modules if name not in told] == []
    assert ("no configuration" in told) == ("raising" in modules)
    assert said.document["state"][0]["pending"] == ["add_city"]


def test_an_empty_database(check, server, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without a single table: every revision is to come, and the version table is missing."""
    monkeypatch.setenv("EMPTY", server.create_database("empty"))
    said = check(shop, "--database-env", "EMPTY")
    assert said.code == 1, said.err
    assert "HIS009" in _codes(said.document)


def test_a_locked_table(check, live: str, shop: Path) -> None:
    """A table locked by another session is read as far as that goes, and the rest whole."""
    with psycopg.connect(live) as other:
        other.execute("lock table customer in access exclusive mode")
        said = check(shop)
        other.rollback()
    assert said.code in (0, 1), said.err
    assert "customer" in _unseen(said.document, "live")
    assert said.document["state"][0]["position"] == ["add_email"]


def test_a_role_that_may_not_read_the_version_table(
    check, live: str, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without SELECT on the version table the state is unknown, and the GRANT is printed."""
    with psycopg.connect(live, autocommit=True) as owner:
        owner.execute("drop role if exists blind")
        owner.execute("create role blind login")
    monkeypatch.setenv("BLIND", live.replace("user='postgres'", "user='blind'"))
    said = check(shop, "--database-env", "BLIND")
    assert said.code in (0, 1), said.err
    (state,) = said.document["state"]
    assert (state["pending"], set(state["revisions"])) == ([], {"unknown"})
    assert "grant select" in said.out.lower()


def test_without_a_database(command, shop: Path, scratch_url: str) -> None:
    """With --no-database the files alone are audited, and nothing live is claimed."""
    given = ("--no-database", "--scratch-url", scratch_url, "--python", sys.executable, "--format", "json")
    said = command("check", "--project", shop, *given)
    assert said.code in (0, 1), said.err
    assert not _live_was_seen(said.document)
    assert said.document["verdict"]["word"] != "clean"
    assert set(said.document["state"][0]["revisions"]) == {"unknown"}


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError("the server went away"), ScratchError("No room.", "Mend it.")]
)
def test_a_scratch_server_that_fails_the_models(
    command, live: str, shop: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Where building the models fails for the server's sake, what the replay saw is kept, and the loss is said."""

    def fails(*_given: object) -> None:
        raise error

    monkeypatch.setattr("auditlib.collect.models_build.Building.begin", fails)
    monkeypatch.setenv("SHOP_DATABASE", live)
    given = ("--project", shop, "--database-env", "SHOP_DATABASE", "--python", sys.executable, "--format", "json")
    said = command("check", *given)
    assert said.code in (0, 1), said.err
    assert str(error).split(".")[0] in _unseen(said.document, "models")
    assert [row["status"] for row in said.document["coverage"] if row["witness"] == "replay"] == ["seen"]
    assert said.document["verdict"]["word"] != "clean"
