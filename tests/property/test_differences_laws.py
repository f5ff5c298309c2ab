"""Laws of `differences` over generated schemas."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditlib.frames.all import FRAMES
from auditlib.reconcile.differences import differences

Rows = dict[str, list[dict[str, Any]]]
NAMES = st.sampled_from(["a", "b", "Mixed", "with space", "user", "ü", 'quo"te'])
TYPES = st.sampled_from(["integer", "text", "character varying(50)", "uuid"])
QUICK = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def schemas(draw: st.DrawFn) -> Rows:
    """The tables of one database, with columns, a primary key, uniques and indexes under any name."""
    rows: Rows = {"tables": [], "columns": [], "constraints": [], "indexes": []}
    for table in draw(st.lists(NAMES, unique=True, max_size=3)):
        place = {"schema": "public", "table": table}
        rows["tables"].append({**place, "table_kind": "table", "persistence": "permanent"})
        columns = draw(st.lists(NAMES, unique=True, min_size=1, max_size=3))
        for position, column in enumerate(columns, 1):
            own = {"type": draw(TYPES), "nullable": draw(st.booleans()), "default": draw(st.sampled_from([None, "0"]))}
            rows["columns"].append({**place, "column": column, "position": position, **own})
        for number, column in enumerate(draw(st.lists(st.sampled_from(columns), unique=True))):
            kind = draw(st.sampled_from(["unique", "index"]))
            name = f"{table}_{draw(st.sampled_from(['x', 'y']))}_{number}"
            if kind == "unique":
                definition = {"constraint_kind": "unique", "columns": column, "definition": f"UNIQUE ({column})"}
                rows["constraints"].append({**place, "constraint": name, **definition})
            else:
                rows["indexes"].append({**place, "index": name, "method": "btree", "columns": column, "unique": False})
    return rows


def witnessed(**sources: Rows) -> dict[str, pd.DataFrame]:
    """All frames, with the rows of each source under its name; `_` stands for `:` in a source."""
    given_rows: Rows = {name: [] for name in ("schemas", "tables", "columns", "constraints", "indexes")}
    for source, rows in sources.items():
        named = source.replace("_", ":")
        given_rows["schemas"].append({"source": named, "schema": "public"})
        for frame, own in rows.items():
            given_rows[frame] += [{"source": named, **row} for row in own]
    return {name: frame.conform(given_rows.get(name, [])) for name, frame in FRAMES.items()}


def presence(found: pd.DataFrame, change: str) -> set[tuple[str, ...]]:
    """Kind and table of every row of one change, and the name where it is not generated."""
    rows = found.loc[found["change"].eq(change), ["object_kind", "schema", "table", "name"]]
    return set(rows.itertuples(index=False, name=None))


@QUICK
@given(schemas())
def test_equal_witnesses_do_not_differ(rows: Rows) -> None:
    """Three witnesses that say the same give no row."""
    found = differences(witnessed(live=rows, replay=rows, models_m=rows))

    assert found.empty, found[["object_kind", "table", "name", "attribute", "change"]].to_string()


@QUICK
@given(schemas(), schemas())
def test_swapped_sides_swap_missing_and_extra(one: Rows, other: Rows) -> None:
    """What live lacks of the chain is what the chain lacks of live, seen from the other side."""
    there = differences(witnessed(live=one, replay=other))
    back = differences(witnessed(live=other, replay=one))

    assert presence(there, "missing") == presence(back, "extra")
    assert presence(there, "extra") == presence(back, "missing")


@QUICK
@given(schemas(), schemas(), schemas(), st.integers(0, 9))
def test_the_order_of_rows_does_not_matter(live: Rows, models: Rows, chain: Rows, seed: int) -> None:
    """Frames whose rows are shuffled give the same differences."""
    frames = witnessed(live=live, models_m=models, replay=chain)
    shuffled = {name: rows.sample(frac=1, random_state=seed, ignore_index=True) for name, rows in frames.items()}

    pd.testing.assert_frame_equal(differences(shuffled), differences(frames))


@QUICK
@given(schemas(), schemas(), schemas())
def test_every_difference_has_a_verdict_and_roots_exist(live: Rows, models: Rows, chain: Rows) -> None:
    """Every row says who is wrong and why; what a row folds under is a row that folds under nothing else."""
    found = differences(witnessed(live=live, models_m=models, replay=chain))

    assert found["wrong"].isin(["model", "live", "chain", "pending", "undecided"]).all()
    assert found["reason"].str.endswith(".").all()
    kinds = found["object_kind"] + " " + found["schema"] + "." + found["table"]
    own = kinds + ("." + found["name"]).where(found["name"].ne(found["table"]), "")
    folded = found.loc[found["root"].ne("")]
    assert set(folded["root"]) <= set(own.loc[found["root"].eq("") | found["root"].eq(own)])


@QUICK
@given(schemas(), schemas())
def test_the_frames_given_are_not_changed(live: Rows, models: Rows) -> None:
    """No frame is mutated."""
    frames = witnessed(live=live, models_m=models)
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    differences(frames)

    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])
