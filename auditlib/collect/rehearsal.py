"""The pending revisions rehearsed: run on the live schema, rebuilt in scratch and stamped as live is.

Nothing is lent, and the project's own transaction settings hold. Production stops at the first step that fails; here
the others are tried too, each from the best state that can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from auditlib.collect import catalog, rehearsal_report, stood_in
from auditlib.collect.probe import Workspace, workspace
from auditlib.collect.rebuild.build import rebuild
from auditlib.collect.rehearsal_run import Conditions, RehearsalRun
from auditlib.collect.rehearsal_sessions import RehearsalSessions
from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_pass import Scratch
from auditlib.collect.replay_plan import Plan, plan
from auditlib.collect.replay_position import live_was_read, unknown_position
from auditlib.collect.replay_transactions import one_transaction
from auditlib.collect.scratch import MORE_RIGHTS, Server
from auditlib.collect.scratch_role import chain_role, drop_roles
from auditlib.config.target import Target
from auditlib.errors import DatabaseError, InterpreterError, ScratchError
from auditlib.frames.circles import in_circles
from auditlib.frames.roles import MIGRATING, with_role_named

SOURCE = "rehearsal"
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Rehearsed:
    """Frames of the rehearsal, and the object frames of the rebuilt schema that it began with."""

    frames: dict[str, pd.DataFrame]
    rebuilt: dict[str, pd.DataFrame] = field(default_factory=dict)


def read(target: Target, server: Server, collected: Frames) -> Rehearsed:
    """``rehearsal``, ``rehearsal_statements``, ``rehearsal_locks``, ``pending_sql`` and ``witnesses``.

    ``collected`` holds the frames of the scripts and of the live database. Where nothing is pending, nothing runs.
    """
    if collected["revisions"].empty:
        return _told("seen", "There is no revision to rehearse.")
    if not live_was_read(collected):
        what = "The live schema was not read, so there is nothing to rehearse on."
        return _told("not seen", what, unknown_position(collected).next_step)
    if in_circles(collected["revision_edges"]):
        why, step = unknown_position(collected)
        return _told("not seen", f"Alembic runs nothing of this history: {why}.", step)
    planned = plan(target, collected, target.project)
    if not planned.position_known:
        why, step = unknown_position(collected)
        return _told("not seen", f"Which revisions are pending is unknown: {why}.", step)
    if not planned.pending:
        return _told("seen", "No revision is pending.")
    try:
        with workspace(target) as place, chain_role(server) as role:
            return _rehearsed(place, server, planned, collected, role)
    except InterpreterError as error:
        return _told("not seen", error.what, error.next_step)
    except psycopg.errors.InsufficientPrivilege as error:
        return _told("not seen", f"The scratch server refused: {error.diag.message_primary}.", MORE_RIGHTS)
    except (ScratchError, DatabaseError, psycopg.Error) as error:
        return _told("not seen", f"The scratch server failed: {str(error).splitlines()[0]}", "Run it again.")


def _rehearsed(place: Workspace, server: Server, planned: Plan, collected: Frames, role: tuple[str, str]) -> Rehearsed:
    name, password = role
    unsure = {each.name: one_transaction(each.folder / "env.py") for each in place.target.locations}
    conditions = _conditions(collected, planned, unsure)
    own = replace(planned, steps=planned.pending)
    with _stand_in_roles(server, collected, name) as roles:
        conninfo = server.create_database(SOURCE, owner=name)
        try:
            result = rebuild(collected, conninfo, roles=roles)
            read_back = catalog.read(conninfo, SOURCE, sizes=False)
            scratch = Scratch(conninfo, make_conninfo(conninfo, user=name, password=password))
            timeout = place.target.probe_timeout_s
            extensions = Extensions(conninfo, name)
            with RehearsalSessions(scratch.chain, extensions, statement_timeout_s=timeout) as sessions:
                run = RehearsalRun(place, own, scratch, sessions, conditions)
                run.stamp_as_live(result.refused)
                run.run()
        finally:
            server.drop_database(str(conninfo_to_dict(conninfo)["dbname"]))
    told = rehearsal_report.frames(run, own, place, _unsaid(unsure), result)
    used = server.stand_ins.intersection(read_back["extensions"]["extension"])
    told["stand_ins"] = stood_in.frame("rehearsal", extensions=used)
    return Rehearsed(told, with_role_named(read_back, name, MIGRATING))


def _conditions(collected: Frames, planned: Plan, unsure: Mapping[str, bool | None]) -> Conditions:
    rows = collected["applied_revisions"][["schema", "table", "version_num"]]
    versions = [(str(one), str(two), str(three)) for one, two, three in rows.itertuples(index=False, name=None)]
    claims = collected["version_tables"]
    heads: dict[str, list[str]] = {}
    for row in claims.to_dict("records"):
        mine = [number for schema, table, number in versions if (schema, table) == (row["schema"], row["table"])]
        for location in str(row["script_location"]).split(", "):
            heads.setdefault(location, []).extend(mine)
    together = frozenset(name for name in planned.tables if unsure.get(name) is not False)
    return Conditions(tuple(versions), heads, together)


def _unsaid(unsure: Mapping[str, bool | None]) -> list[str]:
    return [name for name, said in unsure.items() if said is None]


@contextmanager
def _stand_in_roles(server: Server, collected: Frames, chain: str) -> Iterator[dict[str, str]]:
    """Live's roles, unable to log in; gives the names of those that stand for another role here."""
    names = {str(name) for name in collected["roles"].loc[collected["roles"]["source"].eq("live"), "role"]}
    made: list[str] = []
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        rows = connection.execute("select rolname, rolsuper from pg_catalog.pg_roles").fetchall()
        known = {str(name): bool(superuser) for name, superuser in rows}
        for name in sorted(names - known.keys()):
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(name)))
            made.append(name)
        # What such a role owns the revisions may change, as a member or a superuser may in production.
        for name in (each for each in names if not known.get(each) and not each.startswith("pg_")):
            member = sql.SQL("grant {} to {}").format(sql.Identifier(name), sql.Identifier(chain))
            connection.execute(member)
    try:
        yield {name: chain for name, superuser in known.items() if superuser}
    finally:
        drop_roles(server, made)


def _told(status: str, detail: str, next_step: str | None = None) -> Rehearsed:
    return Rehearsed({"witnesses": rehearsal_report.witness(status, detail, next_step)})
