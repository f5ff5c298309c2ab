"""Differences and coverage of small hand-made witnesses: who is wrong, and what folds under what."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from auditlib.frames.all import FRAMES
from auditlib.reconcile.coverage import coverage
from auditlib.reconcile.differences import differences

Rows = list[dict[str, Any]]
MODEL = "models:app.metadata"
PLACE = {"schema": "public", "table": "users"}


def frames(**rows: Rows) -> dict[str, pd.DataFrame]:
    """Every frame, with the rows given."""
    return {name: frame.conform(rows.get(name, [])) for name, frame in FRAMES.items()}


def typed(
    *, live: str | None = None, models: str | None = None, chain: str | None = None, head: str | None = None
) -> dict[str, Rows]:
    """One table in every witness, with a column of a type in those that are told one; models stand in app.py."""
    said = {"live": live, MODEL: models, "replay": chain} | ({"replay:head": head} if head else {})
    tables = [{"source": source, **PLACE, "table_kind": "table"} for source in said]
    columns = [
        {"source": source, **PLACE, "column": "email", "position": 1, "type": kind}
        for source, kind in said.items()
        if kind
    ]
    place = {"metadata": "app.metadata", **PLACE, "file": "app.py"}
    return {
        "schemas": [{"source": source, "schema": "public"} for source in said],
        "tables": tables,
        "columns": columns,
        "models": [{**place, "line": 3}],
        "model_columns": [{**place, "column": "email", "line": 8}],
    }


CASES = [
    ({"live": "integer", "models": "uuid", "chain": "integer"}, "model"),
    ({"live": "text", "models": "uuid", "chain": "uuid"}, "live"),
    ({"live": "text", "models": "text", "chain": "uuid"}, "chain"),
    ({"live": "text", "models": "uuid", "chain": "json"}, "undecided"),
    ({"live": "text", "models": "uuid", "chain": "text", "head": "uuid"}, "pending"),
    ({"models": "uuid"}, "model"),
    ({"models": "uuid", "chain": "uuid"}, "live"),
    ({"models": "uuid", "head": "uuid"}, "pending"),
    ({"live": "uuid"}, "live"),
    ({"live": "uuid", "chain": "uuid"}, "model"),
    ({"live": "uuid", "models": "uuid"}, "chain"),
    ({"chain": "uuid"}, "chain"),
]


@pytest.mark.parametrize(("said", "wrong"), CASES)
def test_two_witnesses_against_one(said: dict[str, str], wrong: str) -> None:
    """The witness that stands alone is wrong; a pending revision may settle it; three answers leave it open."""
    found = differences(frames(**typed(**said)))

    assert found["wrong"].tolist() == [wrong]


def test_the_reason_names_every_place() -> None:
    """The sentence has the model's file and line, the revision with its own, and the live value."""
    said = typed(live="integer", models="uuid", chain="integer")
    revision = {"script_location": "alembic", "revision": "r1"}
    operation = {**revision, "direction": "upgrade", "step_order": 1, "file": "versions/r1.py", "line": 5}
    made = {"action": "create", "object_kind": "column", "table": "users", "name": "email"}
    found = differences(frames(**said, revisions=[{**revision, "graph_order": 1}], operations=[{**operation, **made}]))

    assert found.loc[0, "reason"] == (
        "models say uuid (`app.py:8`), revision r1 says integer (`versions/r1.py:5`), live is integer: "
        "the model is wrong (live and chain agree)."
    )


def ran(step: int, line: int, **what: Any) -> dict[str, Any]:
    """A row of `object_changes`: what revision `r<step>` did to the column users.email."""
    place = {
        "step": step,
        "statement_order": 1,
        "change_order": 1,
        "revision": f"r{step}",
        "file": f"versions/r{step}.py",
    }
    named = {"object_kind": "column", "schema": "public", "table": "users", "name": "email"}
    return {**place, **named, "line": line, "attribute": "", "new": '{"type": "text"}', **what}


def test_the_chain_is_told_with_the_line_that_ran() -> None:
    """The revision that last changed the attribute, as it ran: not the one that made the column, nor a later one."""
    retyped = ran(2, 7, action="altered", attribute="type", old="text", new="integer")
    other = ran(3, 9, action="altered", attribute="nullable", old="true", new="false")
    said = typed(live="integer", models="uuid", chain="integer")
    found = differences(frames(**said, object_changes=[ran(1, 5, action="created"), retyped, other]))

    assert "revision r2 says integer (`versions/r2.py:7`)" in found.loc[0, "reason"]
    assert found.loc[0, ["revision", "revision_file", "revision_line"]].tolist() == ["r2", "versions/r2.py", 7]


def test_what_is_live_and_was_dropped_by_the_chain_is_told_with_the_line() -> None:
    """That no revision makes it would be wrong: one did, and the chain ends without it because another drops it."""
    changes = [ran(1, 5, action="created"), ran(2, 7, action="dropped", new=None)]
    alone = differences(frames(**typed(live="uuid"), object_changes=changes)).loc[0, "reason"]
    declared = differences(frames(**typed(live="uuid", models="uuid"), object_changes=changes)).loc[0, "reason"]

    dropped = "revision r2 drops it (`versions/r2.py:7`)"
    assert alone.startswith(f"It is live, but no model declares it and {dropped}: live is wrong")
    assert declared.startswith(f"It is live and the model declares it (`app.py:8`), but {dropped}: ")


PRESENCE = [
    ({"models": "uuid"}, "It is not live, though the model declares it (`app.py:8`); no revision makes it"),
    ({"models": "uuid", "chain": "uuid"}, "It is not live, though the model declares it (`app.py:8`) and the chain"),
    ({"live": "uuid"}, "It is live, and neither a model nor a revision makes it: live is wrong"),
    ({"live": "uuid", "chain": "uuid"}, "It is live and the chain makes it, but no model declares it: the model is"),
    ({"live": "uuid", "models": "uuid"}, "It is live and the model declares it (`app.py:8`), but no revision makes it"),
    ({"chain": "uuid"}, "It is not live, though the chain makes it; no model declares it: the chain is wrong"),
]


@pytest.mark.parametrize(("said", "reason"), PRESENCE)
def test_presence_is_told_as_a_sentence(said: dict[str, str], reason: str) -> None:
    """Who has the object and who has not, in the order in which a person would say it."""
    found = differences(frames(**typed(**said)))

    assert found.loc[0, "reason"].startswith(reason)


def references(said: dict[str, list[dict[str, object]]], target: str) -> pd.DataFrame:
    """The differences of a column whose key names `users.id`, which is of the type ``target``."""
    users = {**PLACE, "column": "id", "position": 1, "type": target}
    tables = [*said["columns"], *({"source": source, **users} for source in ("live", MODEL))]
    key = {"referenced_metadata": "app.metadata", "referenced_table": "users", "referenced_column": "id"}
    said = {**said, "columns": tables, "model_columns": [{**said["model_columns"][0], **key}]}
    return differences(frames(**said)).loc[lambda rows: rows["attribute"].eq("references")]


def test_text_refers_to_character_varying_without_a_cast() -> None:
    """PostgreSQL compares the two by one operator: such a key costs nothing."""
    assert references(typed(live="text", models="text"), "character varying").empty
    assert len(references(typed(live="text", models="text"), "character(3)")) == 1


def test_a_key_that_only_the_chain_makes_of_another_type_is_the_chains() -> None:
    """Where live has the column in the type of the one it names, and no key there, it does not have another type."""
    said = typed(live="bigint", models="bigint", chain="integer")
    users = {**PLACE, "column": "id", "position": 1, "type": "bigint"}
    named = {"referenced_schema": "public", "referenced_table": "users", "referenced_columns": "id"}
    key = {
        "source": "replay",
        **PLACE,
        "constraint": "k",
        "constraint_kind": "foreign key",
        "columns": "email",
        **named,
    }
    columns = [*said["columns"], *({"source": source, **users} for source in ("live", MODEL, "replay"))]
    found = differences(frames(**{**said, "columns": columns}, constraints=[key]))

    (row,) = found.loc[found["attribute"].eq("references")].to_dict("records")
    assert row["wrong"] == "chain" and "it makes another type than that of users.id" in row["reason"]


def test_a_column_without_the_key_says_so() -> None:
    """A live column that lacks the model's foreign key is not said to refer to anything."""
    found = references(typed(live="character varying(64)", models="uuid"), "integer")

    assert found[["live", "models", "wrong"]].values.tolist() == [["character varying(64)", "uuid → integer", "model"]]
    assert "live has it as character varying(64) without this key, and users.id is integer" in found.iloc[0]["reason"]


def test_without_a_live_database_nothing_differs() -> None:
    """Where live was not read there is no row: unknown is not missing."""
    said = typed(models="uuid", chain="text")
    dead = {name: [row for row in rows if row.get("source") != "live"] for name, rows in said.items()}

    assert differences(frames(**dead)).empty


def test_what_the_chain_ends_with_is_not_called_pending_where_the_position_is_unknown() -> None:
    """The chain was replayed to its heads alone: whether the step that makes it ran is not known."""
    said = typed(models="uuid", head="uuid")
    known = {name: [row for row in rows if row.get("source") != "replay"] for name, rows in said.items()}
    found = differences(frames(**known))

    assert found["wrong"].tolist() == ["undecided"]
    assert "which revisions this database has run is unknown" in found.loc[0, "reason"]


def coming(*lines: tuple[str, int]) -> dict[str, pd.DataFrame]:
    """A column that only models have, and a pending revision that was not replayed, with what it does at which line."""
    place = {"script_location": "alembic", "revision": "r2", "file": "r2.py"}
    step = {**place, "direction": "upgrade", "object_kind": "column", **PLACE, "name": "email"}
    said = typed(models="uuid") | {
        "operations": [
            {**step, "step_order": number, "action": action, "operation": f"{action}_column", "line": line}
            for number, (action, line) in enumerate(lines)
        ],
        "revisions": [{**place, "graph_order": 2}],
        "state": [{"script_location": "alembic", "revision": "r2", "status": "pending"}],
        "steps": [{"step": 1, "revision": "r2", "status": "failed"}],
    }
    return frames(**said)


def test_what_a_pending_revision_makes_by_its_text_alone() -> None:
    """The line that makes it is named, not a later one that changes it; nobody says that no revision makes it."""
    found = differences(coming(("create", 12), ("alter", 30)))

    assert found["wrong"].tolist() == ["pending"]
    assert found.loc[0, "reason"] == (
        "It is not live, though the model declares it (`app.py:8`): by its text, pending revision r2 (`r2.py:12`) "
        "makes it."
    )


def test_a_chain_that_failed_does_not_deny() -> None:
    """What a chain that stopped lacks may come from the steps that did not run."""
    said = typed(live="uuid", models="uuid")
    steps = [{"step": 1, "revision": "r1", "status": "failed"}]

    assert differences(frames(**said, steps=steps)).empty


def test_the_chain_is_no_witness_for_what_it_was_lent() -> None:
    """Replay took the table from live: that the two agree there proves nothing."""
    said = typed(live="integer", models="uuid", chain="integer")
    lent = [{**PLACE, "column": ""}, {**PLACE, "column": "email"}]
    found = differences(frames(**said, assumed=lent))

    assert found["wrong"].tolist() == ["undecided"]
    assert found["chain"].isna().all()


def test_a_refused_foreign_key_is_not_called_extra() -> None:
    """A key that PostgreSQL refused to build for the models is declared all the same."""
    said = typed(live="integer", models="integer", chain="integer")
    kind = {"constraint_kind": "foreign key", "columns": "email", "definition": "FOREIGN KEY (email) REFERENCES a(id)"}
    keys = [{"source": source, **PLACE, "constraint": "users_email_fkey", **kind} for source in ("live", "replay")]
    refused = [{"problem": 1, "stage": "build", "object_kind": "foreign key", **PLACE}]

    assert differences(frames(**said, constraints=keys, model_problems=refused)).empty
    assert len(differences(frames(**said, constraints=keys))) == 1


UNIQUE = {"constraint_kind": "unique", "columns": "email", "definition": "UNIQUE (email)"}
INDEX = {"columns": "email", "definition": "CREATE INDEX ON users (email)"}


@pytest.mark.parametrize("named", [True, False], ids=["text names it", "nobody names it"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize(
    ("frame", "kind", "name", "what"),
    [("constraints", "constraint", "users_email_key", UNIQUE), ("indexes", "index", "ix_users_email", INDEX)],
)
def test_names_that_an_env_py_which_was_not_there_may_give(
    known: bool, named: bool, frame: str, kind: str, name: str, what: dict[str, str]
) -> None:
    """PostgreSQL or SQLAlchemy named it in the replay; where env.py's convention is unknown that contradicts nobody."""
    said = typed(live="integer", models="integer", chain="integer")
    names = {"live": "by_convention", MODEL: "by_convention", "replay": name}
    place = {"script_location": "alembic", "revision": "r1", "direction": "upgrade", "step_order": 1}
    by_text = {**place, "object_kind": kind, "action": "create", **PLACE, "name": name}
    told = {
        frame: [{"source": source, **PLACE, kind: own, **what} for source, own in names.items()],
        "metadata": [{"metadata": "app.metadata", "naming_convention": True}],
        "environments": [{"script_location": "alembic", "known": known}],
        "operations": [by_text] if named else [],
    }
    found = differences(frames(**said, **told))

    assert found[["attribute", "wrong"]].values.tolist() == ([["name", "chain"]] if known or named else [])


def test_a_model_that_differs_is_told_without_the_chain_that_cannot_say() -> None:
    """Live and model contradict each other in the name; nobody asks the chain, whose name is PostgreSQL's."""
    said = typed(live="integer", models="integer", chain="integer")
    names = {"live": "uq_users_email", MODEL: "unique_email", "replay": "users_email_key"}
    keys = [{"source": source, **PLACE, "constraint": name, **UNIQUE} for source, name in names.items()]
    unknown = {
        "metadata": [{"metadata": "app.metadata", "naming_convention": True}],
        "environments": [{"script_location": "alembic", "known": False}],
    }
    (row,) = differences(frames(**said, constraints=keys, **unknown)).to_dict("records")

    assert (row["attribute"], row["wrong"]) == ("name", "undecided")
    assert "users_email_key" not in row["reason"]


def test_the_text_of_a_line_never_taken_is_no_witness() -> None:
    """A revision of another line names the table, too: it is not the one that made it."""
    place = {"script_location": "alembic", "direction": "upgrade", "object_kind": "column", "action": "create"}
    made = [
        {**place, "revision": name, "step_order": 1, "operation": "add_column", **PLACE, "name": "email", "file": name}
        for name in ("ours", "apart")
    ]
    said = typed(live="integer", models="uuid", chain="integer") | {
        "operations": made,
        "revisions": [
            {"script_location": "alembic", "revision": name, "file": name, "graph_order": number}
            for number, name in enumerate(("ours", "apart"))
        ],
        "state": [
            {"script_location": "alembic", "revision": name, "status": status}
            for name, status in (("ours", "applied"), ("apart", "not taken"))
        ],
    }
    assert differences(frames(**said))["revision"].tolist() == ["ours"]


def test_a_library_is_shown_and_not_blamed() -> None:
    """A model of a library that differs from live is undecided."""
    said = typed(live="integer", models="uuid", chain="integer")
    found = differences(frames(**said, metadata=[{"metadata": "app.metadata", "library": True}]))

    assert found["wrong"].tolist() == ["undecided"]
    assert "library" in found.loc[0, "reason"]


def test_parts_of_a_missing_table_fold_under_it() -> None:
    """A table that is not live takes its columns and indexes along: one root."""
    said = typed(models="uuid")
    gone = {name: [row for row in rows if name != "tables" or row["source"] == MODEL] for name, rows in said.items()}
    index = {"source": MODEL, "schema": "public", "index": "ix", "table": "users", "columns": "email"}
    found = differences(frames(**gone, indexes=[index]))

    assert found.loc[found["root"].eq(""), "object_kind"].tolist() == ["table"]
    assert set(found.loc[found["root"].ne(""), "root"]) == {"table public.users"}


def test_presence_is_judged_by_the_union_of_the_models() -> None:
    """A table that only one of two MetaData declares is extra to none."""
    said = typed(live="uuid", models="uuid", chain="uuid")
    other = {"source": "models:other", "schema": "public", "table": "others", "table_kind": "table"}
    live = {**other, "source": "live"}
    chain = {**other, "source": "replay"}

    assert differences(frames(**{**said, "tables": [*said["tables"], other, live, chain]})).empty


def test_a_name_that_a_model_leaves_open_is_no_difference() -> None:
    """A constraint without a name in the model has PostgreSQL's own there, which contradicts nothing."""
    said = typed(live="text", models="text", chain="text")
    kind = {"constraint_kind": "unique", "columns": "email", "definition": "UNIQUE (email)"}
    names = {"live": "uq_email", "replay": "uq_email", MODEL: "users_email_key"}
    rows = [{"source": source, **PLACE, "constraint": name, **kind} for source, name in names.items()]

    assert differences(frames(**said, constraints=rows)).empty


def test_coverage_is_the_union_of_all_witnesses() -> None:
    """Each table once, with who knows it and where it is declared."""
    said = typed(live="uuid", models="uuid", chain="uuid")
    text_only = {"script_location": "alembic", "revision": "r1", "direction": "upgrade", "step_order": 1}
    dropped = [
        {**text_only, "object_kind": "table", "action": "create", "table": "old"},
        {**text_only, "step_order": 2, "object_kind": "table", "action": "drop", "table": "old"},
        {**text_only, "step_order": 3, "object_kind": "table", "action": "create", "table": "users"},
    ]
    revisions = [{"script_location": "alembic", "revision": "r1", "graph_order": 1}]
    tracked = [{"metadata": "app.metadata", "tracked": False}]
    found = coverage(frames(**said, operations=dropped, revisions=revisions, metadata=tracked))

    assert found["table"].tolist() == ["users"]
    row = found.loc[0]
    assert (row["in_live"], row["in_models"], row["in_chain"], row["tracked"]) == (True, True, True, False)
    assert (row["created_by"], row["file"], row["line"], row["assumed"]) == ("r1", "app.py", 3, False)


def test_coverage_says_unknown_where_no_chain_was_seen() -> None:
    """Without replay and with text that could not be read, absence from the chain is not claimed."""
    said = {"tables": [{"source": "live", **PLACE}], "schemas": [{"source": "live", "schema": "public"}]}
    unclear = {"script_location": "a", "revision": "r", "direction": "upgrade", "step_order": 1, "action": "unknown"}
    revisions = [{"script_location": "a", "revision": "r", "graph_order": 1}]
    found = coverage(frames(**said, operations=[unclear], revisions=revisions))

    assert found["in_chain"].isna().all()
    assert found.loc[0, "in_models"] is False or not found.loc[0, "in_models"]


def test_coverage_of_scripts_alone() -> None:
    """Where no witness but the version files was read, the tables that they make are known by them, in silence."""
    made = {"script_location": "a", "revision": "r1", "direction": "upgrade", "step_order": 1, "action": "create"}
    revisions = [{"script_location": "a", "revision": "r1", "graph_order": 1}]
    found = coverage(frames(operations=[{**made, "object_kind": "table", "table": "users"}], revisions=revisions))

    assert found[["schema", "table", "created_by"]].to_numpy().tolist() == [["public", "users", "r1"]]


LOST = {"problem": 1, "stage": "import", "module": "app.lost", "message": "No module named 'nothere'"}


@pytest.mark.parametrize(
    ("lost", "in_models", "words"),
    [
        ([], False, "but no model declares it"),
        ([{**LOST, "declares": "orders"}], False, "but no model that could be imported declares it"),
        ([{**LOST, "declares": "orders, users"}], pd.NA, ""),
        ([{**LOST, "message": "It tried to connect to db."}], False, "but no model declares it"),
    ],
    ids=["all imported", "another is named", "it is named", "it bore with a refusal"],
)
def test_a_module_that_did_not_import_may_declare_it(lost: Rows, in_models: Any, words: str) -> None:
    """What no model declares is unknown where the text of such a module names it, and said so where one failed."""
    said = typed(live="text", chain="text")
    other = {**PLACE, "table": "other"}
    said["tables"] = [*(row for row in said["tables"] if row["source"] != MODEL), {"source": MODEL, **other}]
    known = frames(**{**said, "models": [{"metadata": "app.metadata", **other}]}, model_problems=lost)
    tables = coverage(known).set_index("table")["in_models"]
    reasons = differences(known).loc[lambda rows: rows["object_kind"].eq("table") & rows["name"].eq("users"), "reason"]

    assert tables["users"] is in_models or tables["users"] == in_models
    assert tables["other"]
    assert [words in reason for reason in reasons] == [True] * bool(words)


def test_who_made_an_object_is_not_who_touched_it_last() -> None:
    """A table is made by the revision that creates it, whatever later ones do to its rows and columns."""
    told = typed(live="text", chain="text")
    for name in ("tables", "columns", "models", "model_columns"):
        told[name] = [row for row in told[name] if row.get("source") != MODEL and "metadata" not in row]
    step = {
        "script_location": "alembic",
        "direction": "upgrade",
        "object_kind": "table",
        "schema": "",
        "table": "users",
    }
    touching = [("create", "first", 20), ("alter", "second", 30), ("data", "second", 31)]
    told["operations"] = [
        {
            **step,
            "revision": revision,
            "step_order": line,
            "action": action,
            "name": "users",
            "file": "v.py",
            "line": line,
        }
        for action, revision, line in touching
    ]
    told["revisions"] = [
        {"script_location": "alembic", "revision": name, "graph_order": order}
        for order, name in enumerate(("first", "second"))
    ]

    table = differences(frames(**told)).set_index("object_kind").loc["table"]

    assert (table["revision"], table["revision_line"]) == ("first", 20)
