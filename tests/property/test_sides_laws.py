"""Laws of two sides compared, over generated schemas."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from auditlib.frames.all import FRAMES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.names import own_keys
from auditlib.reconcile.sides.side import side
from tests.property.test_differences_laws import Rows, schemas, witnessed

Frames = dict[str, pd.DataFrame]
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FROM_A = ["object_kind", "attribute", "change", "a", "b", "a_name", "b_name"]
FROM_B = ["object_kind", "attribute", "change", "b", "a", "b_name", "a_name"]
MIRRORED = {"only in A": "only in B", "only in B": "only in A"}
KINDS = {spec.object_kind: spec for spec in OBJECT_FRAMES.values()}


def compared(a: Frames, b: Frames) -> pd.DataFrame:
    """What the live databases of two snapshots say differently."""
    return between(side(a, "live"), side(b, "live"))["side_differences"]


def told(found: pd.DataFrame, columns: list[str]) -> list[tuple[Any, ...]]:
    """The rows as each side tells them, in an order of their own."""
    return sorted(found[columns].fillna("").itertuples(index=False, name=None))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Frames, Frames]:
    """Two live databases: of schemas that have nothing to do with each other, or one a changed copy of the other."""
    one = draw(schemas())
    if draw(st.integers(0, 3)) == 0:
        return witnessed(live=one), witnessed(live=draw(schemas()))
    other = {name: [dict(row) for row in rows] for name, rows in one.items()}
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4)):
        change(draw, other)
    return witnessed(live=one), witnessed(live=other)


def rename_table(draw: st.DrawFn, rows: Rows) -> None:
    """A table gets another name; what is on it goes with it."""
    if rows["tables"]:
        old = draw(st.sampled_from(rows["tables"]))["table"]
        for row in [row for each in rows.values() for row in each if row["table"] == old]:
            row["table"] = f"{old} anew"


def rename_column(draw: st.DrawFn, rows: Rows) -> None:
    """A column gets another name, and what lists it follows."""
    if rows["columns"]:
        column = draw(st.sampled_from(rows["columns"]))
        for row in rows["constraints"] + rows["indexes"]:
            if (row["table"], row["columns"]) == (column["table"], column["column"]):
                row["columns"] += "_anew"
                row |= {"definition": f"UNIQUE ({row['columns']})"} if "definition" in row else {}
        column["column"] += "_anew"


def retype_column(draw: st.DrawFn, rows: Rows) -> None:
    """A column gets another type."""
    if rows["columns"]:
        draw(st.sampled_from(rows["columns"]))["type"] = "jsonb"


def rename_constraint(draw: st.DrawFn, rows: Rows) -> None:
    """A constraint gets another name."""
    if rows["constraints"]:
        draw(st.sampled_from(rows["constraints"]))["constraint"] += "_anew"


def drop_table(draw: st.DrawFn, rows: Rows) -> None:
    """A table goes, with all that is on it."""
    if rows["tables"]:
        old = draw(st.sampled_from(rows["tables"]))["table"]
        for name in rows:
            rows[name] = [row for row in rows[name] if row["table"] != old]


CHANGES = [rename_table, rename_column, retype_column, rename_constraint, drop_table]


@QUICK
@given(schemas())
def test_a_side_does_not_differ_from_itself(rows: Rows) -> None:
    """Two sides that say the same give no row."""
    assert compared(witnessed(live=rows), witnessed(live=rows)).empty


@QUICK
@given(pairs())
def test_mirrored_sides_mirror_the_differences(two: tuple[Frames, Frames]) -> None:
    """What A says differently from B is what B says differently from A, row for row, roots and what follows alike."""
    there, back = compared(*two), compared(*reversed(two))

    mirrored = back.assign(change=back["change"].replace(MIRRORED))
    assert told(there, FROM_A) == told(mirrored, FROM_B)
    assert there["root"].eq("").sum() == back["root"].eq("").sum()


@QUICK
@given(pairs())
def test_differences_are_all_there_is(two: tuple[Frames, Frames]) -> None:
    """B with every difference applied to it is A: nothing is left to tell."""
    assert compared(two[0], applied(compared(*two), *two)).empty


@QUICK
@given(pairs(), st.integers(0, 9))
def test_the_order_of_rows_is_irrelevant(two: tuple[Frames, Frames], seed: int) -> None:
    """Frames whose rows are shuffled give the same answer."""
    mixed = [{name: rows.sample(frac=1, random_state=seed) for name, rows in each.items()} for each in two]

    pd.testing.assert_frame_equal(compared(*mixed), compared(*two))


@QUICK
@given(pairs())
def test_what_follows_follows_from_a_root(two: tuple[Frames, Frames]) -> None:
    """Every row that folds has its root among the roots, and the roots count every row that follows."""
    found = compared(*two)
    assume(len(found))
    own = [
        f"{row['object_kind']} " + ".".join(dict.fromkeys(filter(None, (row["schema"], row["table"], row["name"]))))
        for row in records(found)
    ]
    folded = found["root"].ne("")
    follows = folded & found["root"].ne(pd.Series(own, index=found.index))
    assert set(found.loc[follows, "root"]) <= {each for each, is_root in zip(own, ~folded, strict=True) if is_root}
    assert found["dependents"].sum() == follows.sum()
    assert found["rank"].to_list() == list(range(1, len(found) + 1))


def applied(found: pd.DataFrame, a: Frames, b: Frames) -> Frames:
    """B with what only A has put in, what only B has taken out, and every attribute and name as A has it."""
    patched = dict(b)
    for kind in found["object_kind"].unique():
        name = KINDS[kind].name
        patched[name] = _applied_kind(found.loc[found["object_kind"].eq(kind)], a[name], b[name], kind)
    moved = found.loc[found["object_kind"].eq("table") & found["change"].eq("renamed")]
    names = dict(zip(moved["b"], moved["a"], strict=True))
    for name in ("columns", "constraints", "indexes"):
        patched[name] = patched[name].assign(table=patched[name]["table"].replace(names))
    patched["columns"] = (
        patched["columns"]
        .drop(columns="position")
        .merge(a["columns"][["schema", "table", "column", "position"]], how="left")[FRAMES["columns"].column_names]
    )
    return {name: FRAMES[name].conform(rows) for name, rows in patched.items()}


def _applied_kind(found: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame, kind: str) -> pd.DataFrame:
    spec = KINDS[kind]
    of_a, of_b = ({_named(row, kind): row for row in records(frame)} for frame in (a, b))
    for row in records(found):
        if row["change"] == "only in A":
            of_b[row["a_name"]] = of_a[row["a_name"]]
        elif row["change"] == "only in B":
            del of_b[row["b_name"]]
        elif row["change"] == "changed" and row["attribute"] != "column_order":
            of_b[row["b_name"]] = {**of_b[row["b_name"]], row["attribute"]: of_a[row["a_name"]][row["attribute"]]}
    renames = [row for row in records(found) if row["change"] == "renamed"]
    for row in renames:
        own = own_keys(spec)[0]
        of_b[row["b_name"]] = {**of_b[row["b_name"]], own: of_a[row["a_name"]][own]}
    return pd.DataFrame(list(of_b.values()), columns=spec.column_names)


def _named(row: dict[str, Any], kind: str) -> str:
    own = own_keys(KINDS[kind])[0]
    parts = (row["schema"], None if own == "table" else row.get("table"), row[own])
    return ".".join(part for part in parts if part)
