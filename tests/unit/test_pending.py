"""Go or no go: what follows from the frames of a rehearsal, and how its SQL is put together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from auditlib.frames.all import FRAMES
from auditlib.reconcile.pending import answer, does, weighed
from auditlib.report.pending_sql import pending_sql
from auditlib.rules.registry import rule

NONE = {name: frame.empty() for name, frame in FRAMES.items()}
PLACE = {"file": "versions/b.py", "line": 7}


def step(number: int, status: str, **more: Any) -> dict[str, Any]:
    """A rehearsed step."""
    said = {
        "step": number,
        "script_location": "m",
        "revision": f"r{number}",
        "status": status,
        "one_transaction": False,
    }
    return {**said, "reached": True, **more}


def frames(*steps: dict[str, Any], **rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Frames with these rows."""
    return {name: FRAMES[name].conform(given) for name, given in {"rehearsal": list(steps), **rows}.items()}


LOCK = {"step": 2, "statement_order": 1, "schema": "public", "relation": "events", "mode": "ACCESS EXCLUSIVE"}
BIG = {
    "rehearsal_locks": [{**LOCK, "relation_kind": "table", "masked": False, "rewritten": True, "scans": 0}],
    "tables": [{"source": "live", "schema": "public", "table": "events", "rows_estimate": 41_000_000}],
    "sizes": [{"source": "live", "schema": "public", "table": "events", "table_size_bytes": 12 << 30}],
}


def test_a_step_that_fails_is_no_go() -> None:
    """The first step that does not run decides; what stays applied is said, and what fails behind it."""
    found = answer(
        frames(
            step(2, "done"),
            step(3, "failed", message="no", stamp_message="too long", **PLACE),
            step(4, "failed", message="there", reached=False, **PLACE),
        )
    )

    assert found.word == "no go"
    assert found.reasons[0] == "Revision r3 fails at versions/b.py:7: no."
    assert found.reasons[2] == "What ran before it stays applied: r2."
    assert found.reasons[3].startswith("Behind it, r4 fails")


def test_steps_that_run_are_go_with_their_weight() -> None:
    """Go tells what is rewritten with rows and size of the live table, and that rows were not there."""
    found = answer(frames(step(2, "done"), **BIG))

    assert found.word == "go"
    assert "rewrites `events`, about 41 million rows, 12 GB, under ACCESS EXCLUSIVE" in found.reasons[0]
    assert "no rows" in found.reasons[-1]


def test_what_was_not_seen_is_never_go() -> None:
    """A step that could not run, a touched table that was not rebuilt, no rehearsal at all: it cannot be told."""
    gap = {"object_kind": "index", "schema": "public", "table": "events", "name": "ix", "attribute": ""}
    line = {"witness": "rehearsal", "subject": "pending revisions", "status": "not seen", "detail": "Unknown."}

    assert answer(frames(step(2, "skipped", message="no"))).word == "unknown"
    assert answer(frames(step(2, "done"), **BIG, rebuild_gaps=[gap])).word == "unknown"
    assert answer(frames(witnesses=[line])).word == "unknown"
    assert answer({}).word == "unknown"
    assert answer(frames(witnesses=[{**line, "status": "seen"}])).word == "nothing pending"


def test_weights_are_words() -> None:
    """One row is one row, and what has no live table has no weight."""
    rows = frames(**{**BIG, "tables": [{**BIG["tables"][0], "rows_estimate": 1}], "sizes": []})
    (row,) = weighed(rows["rehearsal_locks"], rows["tables"], rows["sizes"]).to_dict("records")

    assert does(row) == "rewrites `events`, about 1 row, under ACCESS EXCLUSIVE"


def test_the_sql_keeps_the_projects_transactions() -> None:
    """One BEGIN for all, or one a revision; a hostile name cannot leave its comment."""
    row = {"step": 2, "script_location": "m", "revision": "r2", "sql": "select 1;", "origin": "offline"}
    evil = {**row, "step": 3, "revision": "x\ndrop table a;", "origin": "rehearsal", "message": "no\nbind", "line": 4}
    together = FRAMES["pending_sql"].conform([{**each, "one_transaction": True} for each in (row, evil)])
    apart = FRAMES["pending_sql"].conform([{**each, "one_transaction": False} for each in (row, evil)])

    assert pending_sql(together).count("BEGIN;") == 1
    assert pending_sql(apart).count("COMMIT;") == 2
    assert "\ndrop table" not in pending_sql(apart)
    assert "`--sql` does not work here" in pending_sql(apart)


def test_what_is_not_the_whole_revision_is_not_run() -> None:
    """Of a revision that failed where `--sql` does not work a part is known: it and all behind it is a comment."""
    rows = [
        {"step": 2, "revision": "r2", "sql": "select 2;\nstamp 2;", "origin": "offline", "failure": "no\nx"},
        {"step": 3, "revision": "r3", "sql": "select 3;\ndrop 3;", "origin": "part", "message": "reflects", "line": 4},
        {"step": 4, "revision": "r4", "sql": "select 4;", "origin": "offline"},
    ]
    for one in (True, False):
        given = [{"script_location": "m", "one_transaction": one, **row} for row in rows]
        text = pending_sql(FRAMES["pending_sql"].conform(given))
        run = [line for line in text.splitlines() if line and not line.startswith("--")]

        assert run == ["BEGIN;", "select 2;", "stamp 2;", "COMMIT;"]
        assert "-- It fails on the live schema: no x." in text
        assert "-- drop 3;" in text and "-- select 4;" in text


def test_who_made_what_stands_already_is_said() -> None:
    """By the lineage: another revision, no revision, or, where it is not told, nobody is named."""
    words = 'column "name" of relation "users" already exists'
    column = {"object_kind": "column", "schema": "public", "table": "users", "name": "name", "in_live": True}
    made = {"origin": "chain", "made_by": "r1", "made_file": "versions/a.py", "made_line": 3}
    cases = {
        "Revision r1 (versions/a.py:3) made it already": [{**column, **made}],
        "since no revision did": [{**column, "origin": "none"}],
        "Find out who made what stands already; then": [{**column, **made, "table": "other"}],
    }
    for said, rows in cases.items():
        given = frames(step(2, "failed", message=words, sqlstate="42701", **PLACE), lineage=rows)
        (hit,) = rule("HIS023").check(**given, revisions=NONE["revisions"])

        assert said in hit.remedy and hit.remedy.endswith("versions/b.py:7 before the revision is applied anywhere.")


def test_one_cause_is_one_finding() -> None:
    """What the rehearsal saw fail is told by HIS023 alone; a pending step that runs on live stops no deploy."""
    steps = [{"step": 2, "script_location": "m", "revision": "r2", "status": "failed", "message": "no", **PLACE}]
    state = [{"script_location": "m", "revision": "r2", "status": "pending", "pending_order": 1}]
    told = {}
    for status in ("failed", "done"):
        given = {**NONE, **frames(step(2, status, message="no"), steps=steps, state=state)}
        told[status] = [
            [hit.stops for hit in rule(code).check(**{name: given[name] for name in rule(code).frames})]
            for code in ("HIS022", "HIS023")
        ]

    assert told == {"failed": [[], ["deploy"]], "done": [[""], []]}


def test_an_id_that_alone_is_refused_is_told_by_its_own_rule() -> None:
    """HIS006 tells that an id is too long; where something else fails too, that is told here."""
    words = "value too long for type character varying(32)"
    alone = step(2, "failed", message=words, stamp_message=words, sqlstate="22001")
    other = step(3, "failed", message="no", stamp_message=words, sqlstate="42P01")
    given = {**frames(alone, other), "revisions": NONE["revisions"], "lineage": NONE["lineage"]}

    assert [hit.object for hit in rule("HIS023").check(**given)] == ["r3"]
