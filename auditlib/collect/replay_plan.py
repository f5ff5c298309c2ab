"""Which revisions the replay runs, in which order, and what each writes into its version table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.collect import replay_environment
from auditlib.collect.probe import Workspace
from auditlib.collect.replay_translation import Pairs, schema_translate_map
from auditlib.config.target import DEFAULT_VERSION_TABLE, ScriptLocation, Target
from auditlib.frames.circles import in_circles
from auditlib.frames.lines import not_taken

DEFAULT_CAPACITY = 32
Stamp = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Step:
    """One revision to run. ``applied``: the database has run it; false: it is pending; none: nobody knows."""

    number: int
    location: str
    revision: str
    file: str
    line: int | None
    needs: tuple[str, ...]
    applied: bool | None


@dataclass(frozen=True)
class VersionTable:
    """A version table as Alembic makes it, with the width that the live one has."""

    schema: str | None
    table: str
    capacity: int | None

    @property
    def name(self) -> str:
        """Quoted, with its schema where one is set."""
        return ".".join(_quoted(part) for part in (self.schema, self.table) if part)

    def ddl(self) -> list[str]:
        """Statements that make it."""
        type_ = f"varchar({self.capacity})" if self.capacity else "text"
        schema = [f"create schema if not exists {_quoted(self.schema)}"] if self.schema else []
        key = _quoted(f"{self.table}_pkc")
        return [
            *schema,
            f"create table if not exists {self.name} "
            f"(version_num {type_} not null, constraint {key} primary key (version_num))",
        ]


@dataclass
class Plan:
    """Every step in the order of the replay, those that the database has run first.

    ``left_out`` are revisions, by script location, of lines that this database never took; ``translations`` the pairs
    of each schema_translate_map, ``untranslated`` those that text does not tell, as written; ``asks_env`` are the
    script locations whose env.py is asked what it makes of its connection.
    """

    steps: list[Step]
    tables: Mapping[str, VersionTable]
    position_known: bool
    wants_metadata: bool = False
    left_out: Mapping[str, list[str]] = field(default_factory=dict)
    translations: Mapping[str, Pairs] = field(default_factory=dict)
    untranslated: Mapping[str, str] = field(default_factory=dict)
    asks_env: frozenset[str] = frozenset()
    heads: dict[str, list[str]] = field(default_factory=dict)

    @property
    def last_applied(self) -> int:
        """Number of the last step that the database has run; 0 where it has run none."""
        return max((step.number for step in self.steps if step.applied), default=0)

    @property
    def pending(self) -> list[Step]:
        """Steps that are not known to be applied."""
        return [step for step in self.steps if not step.applied]

    def builds_on(self, step: Step, numbers: set[int]) -> bool:
        """Whether a step needs, directly or not, one of those."""
        names = {each.revision for each in self.steps if each.number in numbers}
        waiting, seen = list(step.needs), set()
        while waiting:
            name = waiting.pop()
            if name in names:
                return True
            seen.add(name)
            needs = [each.needs for each in self.steps if each.revision == name]
            waiting += [each for group in needs for each in group if each not in seen]
        return False

    def stamp(self, step: Step) -> Stamp:
        """What Alembic writes into the version table when ``step`` is done: it stands for its parents from then on."""
        table = self.tables[step.location].name
        told = [head for head in self.heads.get(step.location, []) if head in step.needs]
        if not told:
            return [(f"INSERT INTO {table} (version_num) VALUES (%s)", [step.revision])]
        update = (f"UPDATE {table} SET version_num=%s WHERE {table}.version_num = %s", [step.revision, told[0]])
        rest = [(f"DELETE FROM {table} WHERE {table}.version_num = %s", [each]) for each in told[1:]]
        return [update, *rest]

    def done(self, step: Step) -> None:
        """Remember that ``step`` was stamped."""
        left = [head for head in self.heads.get(step.location, []) if head not in step.needs]
        self.heads[step.location] = [*left, step.revision]


def plan(target: Target, frames: Mapping[str, pd.DataFrame], working_copy: Path) -> Plan:
    """The plan for all script locations of ``target``, of which ``working_copy`` is a copy.

    Reads ``revisions``, ``revision_edges``, ``version_tables`` and ``applied_revisions``.
    """
    parents = _parents(frames["revision_edges"])
    applied, known = _applied(frames, parents)
    apart = not_taken(frames["revisions"], frames["revision_edges"], applied)
    ordered = frames["revisions"].sort_values(["script_location", "graph_order"], kind="stable").to_dict("records")
    rows = [row for row in ordered if (row["script_location"], row["revision"]) not in apart]
    rows.sort(key=lambda row: (row["script_location"], row["revision"]) not in applied)
    steps = [_step(number, row, parents, applied, known) for number, row in enumerate(rows, 1)]
    tables = {location.name: _version_table(location, frames) for location in target.locations}
    left_out: dict[str, list[str]] = {}
    for location, revision in sorted(apart):
        left_out.setdefault(location, []).append(revision)
    maps = {location.name: _translations(location) for location in target.locations}
    return Plan(
        steps,
        tables,
        known,
        replay_environment.speaks_of_env(working_copy),
        left_out,
        {name: found for name, found in maps.items() if isinstance(found, list)},
        {name: found for name, found in maps.items() if isinstance(found, str)},
        asks_env=replay_environment.asks_env(target, working_copy),
    )


def location_of(location: ScriptLocation, place: Workspace, planned: Plan) -> dict[str, Any]:
    """A script location as the probe wants it."""
    return {
        "name": location.name,
        "ini": place.inside(location.ini) if location.ini else None,
        "ini_section": location.ini_section,
        "folder": place.inside(location.folder),
        "version_table": location.version_table,
        "version_table_schema": location.version_table_schema,
        "schema_translate_map": planned.translations.get(location.name, []),
        "wants_metadata": planned.wants_metadata,
        "asks_env": location.name in planned.asks_env,
        "run_env": place.target.run_env,
    }


def _translations(location: ScriptLocation) -> Pairs | str | None:
    """What a run of env.py told, else what its text does."""
    if location.translations is not None:
        return list(location.translations)
    return schema_translate_map(location.folder / "env.py")


def _step(
    number: int, row: Mapping[Any, Any], parents: Mapping[Any, tuple[str, ...]], applied: set[Any], known: bool
) -> Step:
    key = (row["script_location"], row["revision"])
    line = int(row["line"]) if pd.notna(row["line"]) else None
    is_applied = (key in applied) if known else None
    return Step(number, key[0], key[1], row["file"], line, parents.get(key, ()), is_applied)


def _parents(edges: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    rows = edges[["script_location", "revision", "parent"]].drop_duplicates()
    return {key: tuple(group["parent"]) for key, group in rows.groupby(["script_location", "revision"], sort=False)}  # type: ignore[misc]


def _applied(
    frames: Mapping[str, pd.DataFrame], parents: Mapping[Any, tuple[str, ...]]
) -> tuple[set[tuple[str, str]], bool]:
    """The (location, revision) that the version rows name or imply, and whether that is known.

    It is not where there is no row at all, and where a circle leaves open what came before one.
    """
    rows = frames.get("applied_revisions", pd.DataFrame())
    claims = frames.get("version_tables", pd.DataFrame())
    if rows.empty or claims.empty:
        return set(), False
    owners = {(row["schema"], row["table"]): row["script_location"] for row in claims.to_dict("records")}
    present = set(frames["revisions"][["script_location", "revision"]].itertuples(index=False, name=None))
    waiting = [
        (location, row["version_num"])
        for row in rows.to_dict("records")
        for location in _split(owners.get((row["schema"], row["table"])))
    ]
    found: set[tuple[str, str]] = set()
    while waiting:
        key = waiting.pop()
        if key in present and key not in found:
            found.add(key)
            waiting += [(key[0], parent) for parent in parents.get(key, ())]
    knots = in_circles(frames["revision_edges"])
    return (found, bool(found)) if found.isdisjoint(knots) else (set(), False)


def _version_table(location: ScriptLocation, frames: Mapping[str, pd.DataFrame]) -> VersionTable:
    name = location.version_table or DEFAULT_VERSION_TABLE
    for row in _records(frames.get("version_tables")):
        if location.name in _split(row["script_location"]):
            capacity = int(row["id_capacity"]) if pd.notna(row["id_capacity"]) else None
            # Where env.py sets a search_path, it lies in the first schema of that.
            elsewhere = row["schema"] if row["schema"] != "public" else None
            return VersionTable(location.version_table_schema or elsewhere, name, capacity)
    return VersionTable(location.version_table_schema, name, DEFAULT_CAPACITY)


def _records(frame: pd.DataFrame | None) -> Iterable[Mapping[Any, Any]]:
    return [] if frame is None else frame.to_dict("records")


def _split(listed: Any) -> list[str]:
    return listed.split(", ") if isinstance(listed, str) and listed else []


def _quoted(name: str | None) -> str:
    return '"' + (name or "").replace('"', '""') + '"'
