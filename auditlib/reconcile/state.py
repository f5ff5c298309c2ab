"""Where the database stands in the revision graph, told by reachability and never by equality with the heads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.lines import not_taken
from auditlib.frames.results import STATE
from auditlib.reconcile.upgrade_order import Ancestry

DEFAULT_CAPACITY = 32  # VARCHAR(32) is what Alembic gives a version table that it makes itself


@dataclass(frozen=True)
class _Position:
    """What the version tables of a location say: their rows, whether they could be read, what an id may measure."""

    rows: frozenset[str]
    readable: bool
    capacity: int | None
    table: str


def state(
    revisions: pd.DataFrame,
    revision_edges: pd.DataFrame,
    version_tables: pd.DataFrame,
    applied_revisions: pd.DataFrame,
    *,
    live: bool = True,
) -> pd.DataFrame:
    """Frame ``state`` from ``revisions``, ``revision_edges``, ``version_tables`` and ``applied_revisions``.

    A revision is applied if a version row names it or one that needs it, and ``not taken`` where it belongs to a line
    of its own that this database never began, and a label or a folder says so. Without a readable version table, and
    with ``live`` false (no database was read), every status is ``unknown``. A row that no file has makes what lies
    beyond the known rows ``unknown`` too: the database may have run it on the way there. So does a circle: what is on
    it or behind it is unknown, and all that no row tells of where it lies before the position.
    """
    shared = _revisions_by_table(version_tables, revisions)
    rows: list[dict[str, Any]] = []
    for location in _locations(revisions, version_tables):
        own = revisions[revisions["script_location"] == location]
        edges = revision_edges[revision_edges["script_location"] == location]
        position = _position(location, version_tables, applied_revisions, live=live)
        rows += _location_rows(location, own, edges, position, shared.get(position.table, frozenset()))
    return STATE.conform(rows)


def of_status(frames: Mapping[str, pd.DataFrame], status: str) -> frozenset[str]:
    """The revisions of which ``state`` says so; none where it was not told."""
    told = frames.get("state")
    return frozenset() if told is None else frozenset(told.loc[told["status"].eq(status), "revision"])


def _locations(revisions: pd.DataFrame, version_tables: pd.DataFrame) -> list[str]:
    """Script locations that have a revision or claim a version table: one without files may still have rows."""
    claiming = version_tables["script_location"].dropna().str.split(", ").explode()
    return sorted({*revisions["script_location"], *claiming})


def ancestry(revisions: pd.DataFrame, revision_edges: pd.DataFrame) -> Ancestry:
    """The ancestry of one location's ``revisions`` by its ``revision_edges``."""
    parents: dict[str, dict[str, list[str]]] = {kind: defaultdict(list) for kind in ("down_revision", "depends_on")}
    for revision, parent, kind in revision_edges[["revision", "parent", "edge"]].itertuples(index=False):
        parents[kind][revision].append(parent)
    ordered = revisions.sort_values("load_order", kind="stable")
    return Ancestry(list(ordered["revision"]), parents["down_revision"], parents["depends_on"])


def claims(version_tables: pd.DataFrame, location: str) -> pd.DataFrame:
    """The rows of ``version_tables`` that ``location`` claims."""
    owners = version_tables["script_location"].fillna("").str.split(", ")
    return version_tables[pd.Series([location in names for names in owners], index=owners.index, dtype=bool)]


def _revisions_by_table(version_tables: pd.DataFrame, revisions: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Every revision of the locations that share a version table: a row of one is not unknown to the other."""
    known = revisions.groupby("script_location")["revision"].agg(set).to_dict()
    found: dict[str, frozenset[str]] = {}
    for schema, table, owners in version_tables[["schema", "table", "script_location"]].itertuples(index=False):
        names = owners.split(", ") if isinstance(owners, str) else []
        found[f"{schema}.{table}"] = frozenset().union(*(known.get(name, ()) for name in names))
    return found


def _position(location: str, version_tables: pd.DataFrame, applied_revisions: pd.DataFrame, *, live: bool) -> _Position:
    claimed = claims(version_tables, location)
    if claimed.empty:
        return _Position(frozenset(), live, DEFAULT_CAPACITY, "")
    first = claimed.iloc[0]
    here = (applied_revisions["schema"] == first["schema"]) & (applied_revisions["table"] == first["table"])
    readable = live and bool(first["readable"]) if pd.notna(first["readable"]) else False
    capacity = int(first["id_capacity"]) if pd.notna(first["id_capacity"]) else None
    rows = frozenset(applied_revisions.loc[here, "version_num"])
    return _Position(rows, readable, capacity, f"{first['schema']}.{first['table']}")


def _location_rows(
    location: str, revisions: pd.DataFrame, edges: pd.DataFrame, position: _Position, known: frozenset[str]
) -> Iterator[dict[str, Any]]:
    family = ancestry(revisions, edges)
    strangers = sorted(position.rows - set(revisions["revision"]) - known)
    applied, in_a_circle = family.applied(position.rows)
    beyond = "unknown" if strangers or in_a_circle or not position.readable else "pending"
    status = dict.fromkeys(family.load_order, beyond) | dict.fromkeys(family.tangled(), "unknown")
    status |= dict.fromkeys(applied, "applied")
    if beyond == "pending":
        apart = not_taken(revisions, edges, {(location, name) for name in applied})
        status |= {name: "not taken" for _location, name in apart}
    if not position.readable:
        status = dict.fromkeys(status, "unknown")
    pending = [name for name, what in status.items() if what == "pending"]
    order = {name: place for place, name in enumerate(family.upgrade_order(pending), 1)}
    intended = intended_heads(revisions, family, _cut_off(edges) | family.tangled())
    for row in revisions.to_dict("records"):
        yield _known_row(
            {str(name): value for name, value in row.items()}, status, order, position=position, intended=intended
        )
    for name in strangers:
        yield {
            "script_location": location,
            "revision": name,
            "status": "unknown row",
            "is_head": False,
            "is_position": True,
            "id_length": len(name),
        }


def _known_row(
    row: Mapping[str, Any],
    status: Mapping[str, str],
    order: Mapping[str, int],
    *,
    position: _Position,
    intended: Mapping[str, bool | None],
) -> dict[str, Any]:
    name = row["revision"]
    return {
        "script_location": row["script_location"],
        "revision": name,
        "status": status[name],
        "graph_order": row["graph_order"],
        "pending_order": order.get(name),
        "is_head": row["is_head"],
        "is_position": name in position.rows,
        "intended_head": intended.get(name),
        "id_length": row["id_length"],
        "fits": position.capacity is None or row["id_length"] <= position.capacity,
    }


def _cut_off(edges: pd.DataFrame) -> set[str]:
    """Revisions whose parent has no file: what they follow is not known."""
    gone = edges["edge"].eq("down_revision") & edges["parent_exists"].eq(False)
    return set(edges.loc[gone, "revision"])


def intended_heads(revisions: pd.DataFrame, family: Ancestry, broken: Collection[str]) -> dict[str, bool | None]:
    """For each head of a location: a label, a base, a folder of its own or a ``depends_on`` says it is intended.

    None where a line may be parted from the others only by what is ``broken`` in it, and where that leaves one head.
    """
    facts = revisions.set_index("revision")
    heads = [name for name in facts.index if facts.at[name, "is_head"]]
    if len(heads) == 1:
        return {heads[0]: None if broken else True}
    lines = {head: family.ancestors([head], through_dependencies=False) for head in heads}
    said = {head: _intended(head, lines, facts, broken) for head in heads}
    said |= {head: True for head in heads if _needed_elsewhere(head, family, heads)}
    sure = [head for head in heads if said[head] is not None]
    return dict.fromkeys(heads) if len(sure) == 1 else said


def _intended(head: str, lines: Mapping[str, set[str]], facts: pd.DataFrame, broken: Collection[str]) -> bool | None:
    others = [names for other, names in lines.items() if other != head]
    own = lines[head].difference(*others)
    folder = str(facts.at[head, "file"]).rpartition("/")[0]
    folders = {str(facts.at[other, "file"]).rpartition("/")[0] for other in lines if other != head}
    if folder not in folders or bool(facts.loc[sorted(own), "branch_labels"].notna().any()):
        return True
    if lines[head] != own:
        return False
    return True if lines[head].isdisjoint(broken) else None


def _needed_elsewhere(head: str, family: Ancestry, heads: list[str]) -> bool:
    return any(head in family.ancestors([other]) for other in heads if other != head)
