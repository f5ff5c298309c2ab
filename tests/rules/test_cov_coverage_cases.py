"""Coverage rules where one cause has many signs, on small hand-made frames."""

from __future__ import annotations

from typing import Any

import pandas as pd

from auditlib.frames.all import FRAMES
from auditlib.frames.records import records
from auditlib.reconcile.coverage import coverage
from auditlib.rules import registry

Rows = list[dict[str, Any]]
REPLAYED = [{"source": "replay", "version": "18.6", "major": 18}]


def found(*codes: str, **rows: Rows) -> pd.DataFrame:
    """What these rules say of the rows given."""
    given = {"servers": REPLAYED, **rows}
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}
    return registry.findings(frames, ignore=[rule.code for rule in registry.rules() if rule.code not in codes])


def table(name: str, **more: Any) -> dict[str, Any]:
    """A live table of the default schema that no revision makes."""
    return {"schema": "public", "table": name, "in_live": True, "in_models": False, "in_chain": False, **more}


def declared(count: int) -> Rows:
    """Live tables that the MetaData `app.metadata` declares and no revision makes."""
    return [table(f"t{number}", in_models=True, metadata="app.metadata", tracked=True) for number in range(count)]


METADATA = [{"metadata": "app.metadata", "tables": 6, "tracked": True}]


def test_tables_that_create_all_made_are_one_finding() -> None:
    """Six tables of one MetaData without revision: one finding names them, each can be found under it."""
    said = found("COV003", "COV005", coverage=declared(6), metadata=METADATA)
    roots = said.loc[said["root"].eq("")]

    assert roots["message"].tolist() == [
        "No revision creates the 6 tables of app.metadata: t0, t1, t2, t3, t4 and t5. "
        "They are live: `create_all` made them, or a hand did."
    ]
    assert said.loc[said["root"].eq(roots.iloc[0]["fingerprint"]), "table"].tolist() == [f"t{n}" for n in range(6)]


def made(name: str, **more: Any) -> dict[str, Any]:
    """A row of `lineage` of a live table that revision `r1` made and `r2` dropped."""
    place = {"made_by": "r1", "made_file": "v/r1.py", "made_line": 9, "dropped_by": "r2"}
    row = {"object_kind": "table", "schema": "public", "table": name, "name": name, "origin": "chain", "in_live": True}
    return {**row, "standing": False, **place, **more}


def test_a_table_that_was_made_and_dropped_again_is_told_so() -> None:
    """Live although the chain ends without it: both revisions are named, and the line that made it."""
    rows = [table("a", in_models=True, metadata="app.metadata", **{"class": "A"}), table("b")]
    said = found("COV003", "COV005", coverage=rows, metadata=METADATA, lineage=[made("a"), made("b")])

    both = "revision r1 makes (v/r1.py:9) and revision r2 drops again"
    assert said.loc[said["root"].eq(""), "message"].tolist() == [
        f"Model A maps a, which {both}. It is live: `create_all` or a hand made it.",
        f"Live is the table b, which {both}: a hand made it anew, or `create_all` did.",
    ]
    assert '"by": "the replay\'s record"' in said.iloc[0]["evidence"]


def test_a_part_that_a_step_made_is_told_by_the_record() -> None:
    """The replay's record says who made a column of a table that was lent, where the catalogs alone cannot say."""
    parts = [
        {"object_kind": "column", "schema": "public", "table": "t", "name": name, "in_live": True}
        for name in ("by_chain", "by_hand", "unknown")
    ]
    rows = [{**made("t"), **part, "dropped_by": None, "standing": True} for part in parts]
    rows[1] |= {"origin": "none", "made_by": None, "standing": False}
    rows[2] |= {"origin": None, "made_by": None, "standing": False}
    extra = {"attribute": "", "declarer": "", "change": "extra"}
    said = found("COV005", differences=[{**part, **extra} for part in parts], lineage=rows)

    assert said["object"].tolist() == ["by_hand"]


def test_what_is_said_by_text_alone_says_so() -> None:
    """Without a replay nothing was run: the finding says that it goes by the text of the revisions."""
    said = found("COV003", "COV005", coverage=[*declared(1), table("b")], metadata=METADATA, servers=[])

    assert len(said) == 3
    assert said["message"].str.endswith(" That is by the text of the revisions, which were not replayed.").all()


def test_a_few_tables_are_told_one_by_one() -> None:
    """Two tables without revision are two findings, each at its model."""
    said = found("COV003", "COV005", coverage=declared(2), metadata=METADATA)

    assert said.loc[said["root"].eq(""), ["rule", "table"]].values.tolist() == [["COV003", "t0"], ["COV003", "t1"]]
    assert said.loc[said["root"].ne(""), "rule"].tolist() == ["COV005", "COV005"]


def test_a_table_that_is_not_live_is_told_once() -> None:
    """That no revision creates it, and that nothing names it, is said where it is said that it is not live."""
    row = {**table("gone"), "in_live": False, "in_models": True, "metadata": "app.metadata", "references": 0}
    model = {"metadata": "app.metadata", "schema": "public", "table": "gone", "class": "Gone", "references": 0}
    said = found("COV002", "COV003", "COV010", coverage=[row], metadata=METADATA, models=[model])

    assert said["rule"].tolist() == ["COV002"]
    assert "No revision creates it. Nothing in the code names it." in said.iloc[0]["message"]


def test_parts_of_a_missing_table_are_counted() -> None:
    """The columns that are missing with a table are a number in its finding, not findings."""
    row = {**table("gone"), "in_live": False, "in_models": True, "metadata": "app.metadata"}
    gone = {"schema": "public", "table": "gone", "declarer": "models:app.metadata", "change": "missing"}
    parts = [{**gone, "object_kind": "column", "name": name, "root": "table public.gone"} for name in "ab"]
    rows = [{**gone, "object_kind": "table", "name": "gone"}, *parts]
    said = found("COV002", "DRF008", coverage=[row], differences=[{**each, "attribute": ""} for each in rows])

    assert said["rule"].tolist() == ["COV002"]
    assert "which is not live, with its 2 columns." in said.iloc[0]["message"]


def test_tables_of_one_revision_without_model_are_one_finding() -> None:
    """Three tables that a revision creates and no model declares are told together."""
    rows = [table(name, in_chain=True, created_by="r1") for name in ("a", "b", "c")]
    said = found("COV004", coverage=[*rows, table("d")])
    roots = said.loc[said["root"].eq("")]

    assert roots["message"].tolist() == [
        "No model declares the live table d.",
        "No model declares the 3 live tables that revision r1 creates: a, b and c.",
    ]
    assert said.loc[said["root"].ne(""), "table"].tolist() == ["a", "b", "c"]


def test_what_an_unread_module_may_declare_is_not_to_be_dropped() -> None:
    """A table that its text names folds under its finding; of no other one is it said that models lack it."""
    lost = {"problem": 1, "stage": "import", "module": "app.lost", "message": "No module named 'x'", "declares": "a, b"}
    rows = [table("a", in_models=None), table("c"), table("d", in_models=True, metadata="app.metadata")]
    column = {"object_kind": "column", "schema": "public", "table": "c", "name": "x", "attribute": "", "declarer": ""}
    seen = "It is live, and neither a model that could be imported nor a revision makes it: live is wrong."
    extra = {**column, "change": "extra", "wrong": "live", "in_live": True, "in_models": False, "reason": seen}
    known: dict[str, Rows] = {"coverage": rows, "differences": [extra], "metadata": METADATA, "model_problems": [lost]}
    said = found("COV004", "COV005", "COV008", "DRF009", **known)
    about = said.loc[said["table"].isin(["a", "c"])]

    assert said.loc[said["rule"].eq("COV008"), "cost"].tolist() == [
        "What it declares is not in this audit; by text a and b."
    ]
    assert set(about.loc[about["table"].eq("a"), "root"]) == set(said.loc[said["rule"].eq("COV008"), "fingerprint"])
    assert about.loc[about["rule"].eq("COV004") & about["table"].eq("c"), "message"].tolist() == [
        "No model that could be imported declares the live table c. app.lost does not import (COV008)."
    ]
    assert len(about) == 6
    assert not about["remedy"].str.contains("drop").any()
    assert set(about["wrong"]) <= {"undecided", "live"}


def test_of_models_that_were_not_read_to_the_end_nothing_is_said_to_be_missing() -> None:
    """A probe that ended before it had told all models: no table is one that no model declares."""
    ended = [{"problem": 1, "stage": "reading", "message": "It ended the process with exit code 7."}]
    given = {"tables": [{"source": "live", "schema": "public", "table": "a"}], "model_problems": ended}
    rows = coverage({name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()})
    said = found("COV004", "COV008", coverage=records(rows), model_problems=ended)

    assert rows["in_models"].isna().all()
    assert said["message"].tolist() == ["The models do not come to their end: It ended the process with exit code 7."]


def test_modules_that_fail_for_one_cause_are_one_finding() -> None:
    """Modules that stop at the same line with the same message are named together."""
    cause = {"stage": "import", "file": "app/db.py", "line": 3, "message": "No module named 'redis'"}
    problems = [{"problem": number, **cause, "module": f"app.{name}"} for number, name in enumerate("abc", 1)]
    other = {"problem": 4, "stage": "import", "module": "app.d", "message": "other"}
    said = found("COV008", model_problems=[*problems, other])

    assert sorted(said["message"]) == [
        "Modules app.a, app.b and app.c do not import: No module named 'redis'",
        "app.d does not import: other",
    ]


def test_a_module_that_fails_for_its_connection_is_one_error() -> None:
    """One that was refused and failed stops models; one that bore with the refusal is a warning."""
    tries = [{"witness": "models", "by": "module", "driver": "psycopg2", "stopped_by": "guard"}]
    tries = [{**tries[0], "try": number, "module": f"app.{name}"} for number, name in enumerate("ab", 1)]
    words = {"app.a": "OSError: refused (it tried to connect to db:5432)", "app.b": "It tried to connect to db:5432."}
    problems = [
        {"problem": number, "stage": "import", "module": module, "message": message}
        for number, (module, message) in enumerate(words.items(), 1)
    ]
    said = found("HIS019", "COV008", connection_tries=tries, model_problems=problems).set_index("object")
    roots = said.loc[said["root"].eq("")]

    assert roots[["severity", "stops"]].T.to_dict("list") == {"app.a": ["error", "model"], "app.b": ["warning", ""]}
    assert said.loc[said["root"].ne(""), "rule"].to_dict() == {"app.a": "COV008"}


def test_what_a_metadata_runs_besides_its_tables_is_no_table() -> None:
    """A refused type or listener of a MetaData is named by its statement, or as what a listener does."""
    refused = {"stage": "build", "metadata": "app.metadata", "message": 'schema "x" does not exist'}
    rows = [{**refused, "statement": "CREATE TYPE x.kind\n AS ENUM ('a')"}, {**refused, "message": "KeyError: 'x'"}]
    said = found("COV009", model_problems=[{"problem": number, **row} for number, row in enumerate(rows)])

    assert set(said["message"]) == {
        """PostgreSQL refuses `CREATE TYPE x.kind AS ENUM ('a')` of app.metadata: schema "x" does not exist""",
        "A listener of app.metadata fails when its tables are created: KeyError: 'x'",
    }
    assert said["remedy"].str.contains("Change the listener or the type").all()


def test_an_index_that_the_models_make_twice_is_to_be_made_once() -> None:
    """The database was empty: what exists already there is the other declaration, often that of `index=True`."""
    row = {"problem": 1, "stage": "build", "metadata": "app.metadata", "object_kind": "index", "table": "note"}
    row |= {"schema": "public", "name": "ix_note_key", "message": 'relation "ix_note_key" already exists'}
    said = found("COV009", model_problems=[{**row, "sqlstate": "42P07"}, {**row, "problem": 2, "name": "ix_other"}])

    remedies = dict(zip(said["object"], said["remedy"], strict=True))
    assert remedies["ix_note_key"].startswith("Take one of the two indexes named ix_note_key out of the models")
    assert remedies["ix_other"] == "Change the declaration of note so that PostgreSQL accepts it."
