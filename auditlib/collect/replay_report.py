"""What a pass of the replay saw, as frames: steps, what was lent, the catalog, and how much of it can be believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.collect import connection_tries, replay_environment, stood_in
from auditlib.collect import replay_statements as told
from auditlib.collect.probe import Workspace
from auditlib.collect.replay_history import object_changes
from auditlib.collect.replay_lending import Loans, Need
from auditlib.collect.replay_lines import Spot, line_of_statement
from auditlib.collect.replay_plan import Plan, Step
from auditlib.collect.replay_position import unknown_position
from auditlib.collect.replay_result import Pass
from auditlib.collect.replay_unreached import Unreached, default_schemas
from auditlib.collect.scratch import Server
from auditlib.frames.history import ASSUMED, ASSUMED_OBJECTS, LOCKS, OBJECT_CHANGES, STATEMENTS, STEPS, WITNESSES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import combine
from auditlib.wording import counted

Frames = Mapping[str, pd.DataFrame]
_NAMED = 5
_LOADING = (
    "Pass what its imports need with `environment`, prepare the application with `setup`, or name its interpreter with "
    "--python."
)
_ENV_FAILS = "Let env.py come to its migrations: pass what it needs with `environment` or `--env`."
_RUN_ENV = "Give --run-env, or set `run_env`: env.py then runs each revision, for all its databases in one scratch."
REMEDY = "Give a scratch server that has what is missing, with --scratch-url or --pg-bin."
_SUPERUSER = "Give a superuser's role with --scratch-url, or no --scratch-url at all."
_OWN_FRAMES = {"type": ("types", "type"), "sequence": ("sequences", "sequence"), "view": ("views", "view"),
               "function": ("functions", "function"), "schema": ("schemas", "schema")}  # fmt: skip


def frames(
    seen: Pass, plan: Plan, collected: Frames, *, server: Server, place: Workspace, role: str
) -> dict[str, pd.DataFrame]:
    """Every frame that the replay gives; what was lent and left as it was does not count as the chain's."""
    live = collected.get("columns")
    parts = [_own(source, seen, server, live) for source in seen.frames]
    objects = combine(parts, OBJECT_FRAMES)
    by_number = {step.number: step for step in plan.steps}
    sent = list(told.statements(seen.statements, seen.stamps, by_number, place.target.project))
    return {
        **objects,
        "steps": STEPS.conform(seen.rows()),
        "statements": STATEMENTS.conform(sent),
        "stand_ins": stood_in.frame("replay", extensions=_stand_ins(seen, server)),
        "connection_tries": connection_tries.frame("replay", (*seen.tries, *connection_tries.asked(sent))),
        "locks": LOCKS.conform(told.locks(seen.statements)),
        "object_changes": OBJECT_CHANGES.conform(object_changes(seen, plan, role, place.target.project)),
        **_lent(seen, plan, collected, place),
        "witnesses": WITNESSES.conform(_witnesses(seen, plan, collected, server=server, place=place)),
    }


def _own(source: str, seen: Pass, server: Server, live: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """The object frames of a source without what was only lent, with stand-ins marked."""
    found = {name: frame for name, frame in seen.frames[source].items() if name in OBJECT_FRAMES}
    found["columns"] = _without_lent_columns(found["columns"], live, seen)
    for kind, (name, column) in _OWN_FRAMES.items():
        lent = {(schema, own) for each, schema, own in seen.loans.objects if each == kind}
        found[name] = _without(found[name], ["schema", column], lent) if kind != "schema" else found[name]
    extensions = found["extensions"]
    stand_ins = extensions["extension"].isin(server.stand_ins).astype("boolean")
    return {**found, "extensions": extensions.assign(stand_in=stand_ins)}


def _without_lent_columns(columns: pd.DataFrame, live: pd.DataFrame | None, seen: Pass) -> pd.DataFrame:
    """Without the lent columns that are still as the live database has them."""
    named = seen.furnished | seen.loans.columns.keys()
    if live is None or not named:
        return columns
    said = columns.columns.difference(["source", "position"], sort=False)
    given = {row[:3]: row[3:] for row in _rows(live[said])}
    lent = [row[:3] in named and _equal(given.get(row[:3]), row[3:]) for row in _rows(columns[said])]
    return columns[~pd.Series(lent, index=columns.index, dtype=bool)]


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return frame.astype(object).itertuples(index=False, name=None)


def _equal(left: tuple[Any, ...] | None, right: tuple[Any, ...]) -> bool:
    return left is not None and all(
        (pd.isna(one) and pd.isna(other)) or one == other for one, other in zip(left, right, strict=True)
    )


def _without(frame: pd.DataFrame, columns: list[str], names: set[tuple[str, str]]) -> pd.DataFrame:
    if not names:
        return frame
    keys = frame[columns].itertuples(index=False, name=None)
    # A Series, since a list of no flags would choose no columns.
    return frame[pd.Series([key not in names for key in keys], index=frame.index, dtype=bool)]


def _lent(seen: Pass, plan: Plan, collected: Frames, place: Workspace) -> dict[str, pd.DataFrame]:
    """``assumed`` and ``assumed_objects``, with the revision before that failed and would have made each."""
    by_number = {step.number: step for step in plan.steps}
    broken = [step for step in plan.steps if _broke(step, seen)]
    defaults = default_schemas(place.target, plan)
    unreached = Unreached(collected.get("operations"), broken, defaults, plan.translations)
    orders = {step.revision: step.number for step in plan.steps}
    columns, objects = [
        [row | {"failed_maker": unreached.maker(orders[row["revision"]], row)} for row in rows]
        for rows in (
            _assumed(seen.loans, by_number, place),
            _assumed_objects(seen.loans, by_number, place, collected.get("constraints")),
        )
    ]
    return {"assumed": ASSUMED.conform(columns), "assumed_objects": ASSUMED_OBJECTS.conform(objects)}


def _broke(step: Step, seen: Pass) -> bool:
    return seen.steps.get(step.number, {}).get("status") != "done"


def _assumed(loans: Loans, steps: Mapping[int, Step], place: Workspace) -> Iterator[dict[str, Any]]:
    for (schema, table, column), need in loans.columns.items():
        yield {"schema": schema, "table": table, "column": column, **_cause(need, steps, place)}


def _assumed_objects(
    loans: Loans, steps: Mapping[int, Step], place: Workspace, live: pd.DataFrame | None
) -> Iterator[dict[str, Any]]:
    primary: set[Any] = set()
    if live is not None:
        keys = live[live["constraint_kind"].eq("primary key")]
        primary = set(keys[["schema", "constraint"]].itertuples(index=False, name=None))
    for (kind, schema, name), need in loans.objects.items():
        if kind != "constraint" or (schema, name) not in primary:  # a primary key goes with its table
            yield {"object_kind": kind, "schema": schema, "name": name, **_cause(need, steps, place)}


def _cause(need: Need, steps: Mapping[int, Step], place: Workspace) -> dict[str, Any]:
    step = steps[need.step]
    spot = Spot(need.position, need.message)
    line = line_of_statement(place.target.project / step.file, need.line, need.statement, spot)
    return {"revision": step.revision, "file": step.file, "line": line, "message": need.message}


def _witnesses(
    seen: Pass, plan: Plan, collected: Frames, *, server: Server, place: Workspace
) -> Iterator[dict[str, Any]]:
    failed = [plan.steps[number - 1].revision for number in sorted(seen.failed_steps)]
    walls = "; ".join(place.isolation.held + tuple(f"not: {each}" for each in place.isolation.missing))
    said = (
        f"{counted(len(plan.steps), 'step')} on PostgreSQL {server.version} ({server.origin}), "
        "as a role without superuser rights"
    )
    said += f"; run with {walls}" if walls else ""
    said += "" if server.closed else "; the scratch server itself is not kept from connecting elsewhere"
    said += f"; did not run to their end: {_listed(failed)}" if failed else ""
    yield _row("chain", "partly" if failed else "seen", said)
    if not plan.position_known:
        why, step = unknown_position(collected)
        what = f"Which revisions are applied is unknown: {why}. The chain was replayed to its heads."
        yield _row("position", "not seen", what, step)
    yield from _of_the_record(seen)
    yield from _of_the_plan(plan)
    yield from replay_environment.witnesses(place.target, collected, set(seen.remarks))
    used = _stand_ins(seen, server)
    if used:
        what = f"Extensions that scratch lacks and a stand-in of ours replaced: {_listed(used)}."
        yield _row("stand-ins", "partly", what, REMEDY)
    for revision, words in seen.beyond.items():
        what = f"Scratch cannot run it, which says nothing against the chain: {words}."
        yield _row(f"revision {revision}", "not seen", what, REMEDY)
    yield from _not_loaded(seen.unloaded)
    yield from _wanting(seen.wanting, place.target.run_env)
    for subject, detail in seen.remarks.items():
        yield _row(subject, "partly", detail)


def _not_loaded(unloaded: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A row a revision; where many are left out, one for all, since most often one thing is missing."""
    if len(unloaded) > _NAMED:
        what = f"{len(unloaded)} revisions could not be loaded here, which says nothing against the chain"
        first, words = next(iter(unloaded.items()))
        yield _row("revisions", "not seen", f"{what}: {_listed(list(unloaded))}; {first}: {words}.", _LOADING)
        return
    for revision, words in unloaded.items():
        what = f"Its module could not be loaded here, which says nothing against the chain: {words}."
        yield _row(f"revision {revision}", "not seen", what, _LOADING)


def _wanting(wanting: Mapping[str, str], run_env: bool) -> Iterator[dict[str, Any]]:
    """A row for all revisions that want the same arguments."""
    for words in dict.fromkeys(wanting.values()):
        revisions = [revision for revision, said in wanting.items() if said == words]
        what = f"{_listed(revisions)} did not run, which says nothing against the chain: {words}"
        what += "." if run_env else "; --run-env runs it."
        yield _row("arguments of revisions", "not seen", what, _ENV_FAILS if run_env else _RUN_ENV)


def _of_the_record(seen: Pass) -> Iterator[dict[str, Any]]:
    """That nothing tells which statement made what, where the event triggers that do were refused."""
    if seen.changes and seen.changes.refused:
        what = f"Which statement made what was not recorded; it takes a superuser: {seen.changes.refused}."
        yield _row("lineage", "not seen", what, _SUPERUSER)


def _of_the_plan(plan: Plan) -> Iterator[dict[str, Any]]:
    """What of the project the replay did without."""
    for location, words in plan.untranslated.items():
        yield _row(
            f"schema_translate_map of {location}",
            "not seen",
            f"env.py sets one that its text does not tell, {words}: the chain was replayed without it.",
            "Write it into env.py as a dictionary of constants.",
        )
    for location, names in plan.left_out.items():
        yield _row(
            f"lines of {location} that this database never took",
            "not seen",
            f"{counted(len(names), 'revision was', 'revisions were')} not replayed, since no row leads there and "
            f"labels or folders of their own set them apart: {_listed(names)}.",
        )


def _stand_ins(seen: Pass, server: Server) -> list[str]:
    installed = {name for source in seen.frames.values() for name in source["extensions"]["extension"]}
    return sorted(installed & server.stand_ins)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _row(subject: str, status: str, detail: str, next_step: str | None = None) -> dict[str, Any]:
    return {"witness": "replay", "subject": subject, "status": status, "detail": detail, "next_step": next_step}
