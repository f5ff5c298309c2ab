"""The chain: its files in graph order, how each was written, what it assumes, and how it is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.charts.naming_patterns import naming_patterns
from auditlib.charts.operations_by_revision import operations_by_revision
from auditlib.charts.revision_graph import revision_graph
from auditlib.frames.records import records
from auditlib.report.figure import Picture, picture
from auditlib.report.show import Col, Shown, paragraph, place, show
from auditlib.report.views.replay import with_maker
from auditlib.wording import amount

_WRITTEN = {"both": "raw SQL and operations"}
_INVENTORY = (
    Col("graph_order", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("status", "State", "status"),
    Col("message", "Says", "prose"),
    Col("down_revisions", "After", "code"),
    Col("role", "Place in the graph"),
    Col("file", "File", "place"),
)


def inventory(revisions: pd.DataFrame, state: pd.DataFrame) -> Shown:
    """Every revision in graph order with its state; frames ``revisions``, ``state``."""
    rows = with_state(revisions, state)
    rows = rows.assign(role=[_role(row) for row in records(rows)])
    several = rows["script_location"].nunique() > 1
    columns = (Col("script_location", "Script location", "code"), *_INVENTORY) if several else _INVENTORY
    return show(rows, "Revisions in graph order", columns=columns, limit=1000, empty="no revision was seen.")


def graphs(revisions: pd.DataFrame, state: pd.DataFrame) -> list[Picture | Shown]:
    """The graph of each script location as a picture; frames ``revisions``, ``state``."""
    rows = with_state(revisions, state)
    if rows.empty:
        return [paragraph("No revision was seen.")]
    return [
        picture(revision_graph(part), _graph_in_words(str(name), part))
        for name, part in rows.groupby("script_location", sort=True)
    ]


def written(revisions: pd.DataFrame) -> Shown:
    """How each revision was written, and its downgrade; frame ``revisions``."""
    columns = (
        Col("graph_order", "#", "number"),
        Col("revision", "Revision", "code"),
        Col("written_as", "Upgrade written as"),
        Col("downgrade_kind", "Downgrade"),
        Col("application_imports", "Imports of the application", "code"),
        Col("where", "upgrade()", "place"),
    )
    where = [place(file, line) for file, line in zip(revisions["file"], revisions["upgrade_line"], strict=True)]
    return show(revisions.assign(where=where), "How each revision was written", columns=columns, limit=1000)


def written_in_all(revisions: pd.DataFrame) -> Shown:
    """How many revisions are written in raw SQL, in operations, in both; frame ``revisions``."""
    counts = revisions["written_as"].fillna("unknown").value_counts().sort_index()
    said = ", ".join(f"{count} as {_WRITTEN.get(str(name), name)}" for name, count in counts.items())
    return paragraph(f"Of {amount(len(revisions), 'revision')}: {said}." if said else "No revision was seen.")


def operations(operations: pd.DataFrame, revisions: pd.DataFrame) -> Picture | Shown:
    """What each upgrade does, counted by action; frames ``operations``, ``revisions``."""
    if operations.empty:
        return paragraph("No operation was read from the revisions.")
    order = revisions[["script_location", "revision", "graph_order"]]
    rows = operations.merge(order, on=["script_location", "revision"], how="left")
    upgrades = rows[rows["direction"] == "upgrade"]
    most = upgrades["revision"].value_counts().head(1)
    said = f"; the most in {most.index[0]} with {most.iloc[0]}" if len(most) else ""
    return picture(operations_by_revision(rows), f"{amount(len(upgrades), 'operation')} in all upgrades{said}.")


def naming(revisions: pd.DataFrame) -> Picture | Shown:
    """Which patterns ids and file names follow; frame ``revisions``."""
    if revisions.empty:
        return paragraph("No revision was seen.")
    ids = revisions["id_pattern"].fillna("unknown").value_counts().sort_index()
    files = revisions["file_pattern"].fillna("unknown").value_counts().sort_index()
    said = "; ".join(
        f"{what}: " + ", ".join(f"{count} {name}" for name, count in counts.items())
        for what, counts in (("Ids", ids), ("Files", files))
    )
    return picture(naming_patterns(revisions), f"{said}.")


def naming_table(revisions: pd.DataFrame) -> Shown:
    """Each id with its pattern, its length, and its file's pattern; frame ``revisions``."""
    columns = (
        Col("revision", "Revision", "code"),
        Col("id_pattern", "Pattern of the id"),
        Col("id_length", "Characters", "number"),
        Col("file", "File", "place"),
        Col("file_pattern", "Pattern of the file"),
        Col("created_at", "Create Date"),
    )
    return show(revisions, "Ids and files", columns=columns, limit=1000, empty="no revision was seen.")


def strays(version_files: pd.DataFrame) -> Shown:
    """Files in the version folders that Alembic does not load, and why; frame ``version_files``."""
    rows = version_files[version_files["status"] != "loaded"]
    where = [place(file, line) for file, line in zip(rows["file"], rows["line"], strict=True)]
    columns = (Col("where", "File", "place"), Col("status", "Status", "status"), Col("problem", "Why", "prose"))
    return show(rows.assign(where=where), "Files that are not part of the chain", columns=columns, empty="none.")


def assumed(assumed: pd.DataFrame) -> Shown:
    """What the chain needs and did not create; frame ``assumed``."""
    where = [place(file, line) for file, line in zip(assumed["file"], assumed["line"], strict=True)]
    columns = (
        Col("schema", "Schema", "code"),
        Col("table", "Table", "code"),
        Col("column", "Column", "code"),
        Col("revision", "First needed by", "code"),
        Col("where", "Where", "place"),
        Col("message", "PostgreSQL says without it", "prose"),
    )
    rows = assumed.assign(where=where)
    title = "What the chain needs and did not create"
    return show(rows, title, columns=with_maker(columns, rows), empty="nothing, as far as it was replayed.")


def replay(steps: pd.DataFrame) -> Shown:
    """How each step of the replay went; frame ``steps``."""
    if steps.empty:
        return paragraph("The chain was not replayed: whether it can build the database is unknown.")
    where = [place(file, line) for file, line in zip(steps["file"], steps["line"], strict=True)]
    columns = (
        Col("step", "Step", "number"),
        Col("revision", "Revision", "code"),
        Col("status", "Result", "status"),
        Col("statements", "Statements", "number"),
        Col("duration_ms", "ms", "number"),
        Col("message", "Message", "prose"),
        Col("where", "Where", "place"),
    )
    return show(steps.assign(where=where), "The chain replayed in a scratch database", columns=columns, limit=1000)


def with_state(revisions: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Frame ``revisions`` with ``status``, ``is_position``, ``pending_order`` and ``fits`` of frame ``state``."""
    said = state[["script_location", "revision", "status", "is_position", "pending_order", "fits"]]
    rows = revisions.merge(said, on=["script_location", "revision"], how="left")
    return rows.assign(status=rows["status"].fillna("unknown"))


def _role(row: Mapping[Any, Any]) -> str:
    roles = {
        "is_base": "base",
        "is_branch_point": "branch point",
        "is_merge_point": "merge point",
        "is_head": "head",
        "is_position": "the database stands here",
    }
    return ", ".join(said for name, said in roles.items() if row[name] is True or str(row[name]) == "True")


def _graph_in_words(name: str, part: pd.DataFrame) -> str:
    heads = ", ".join(part.loc[part["is_head"].eq(True), "revision"]) or "no head"
    position = ", ".join(part.loc[part["is_position"].eq(True), "revision"]) or "an unknown place"
    waiting = int((part["status"] == "pending").sum())
    return (
        f"Graph of {amount(len(part), 'revision')} in {name}, down to {heads}; "
        f"the database stands at {position}; {waiting} pending."
    )
