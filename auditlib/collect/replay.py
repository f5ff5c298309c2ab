"""The chain as a witness: every revision run in scratch, one step after another, and the catalog that comes out.

What the chain needs and did not create is lent from the live schema (``replay_lending``). Where something was lent, a
second pass on an empty database begins with it, so that what the chain makes of it is seen from the first step on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from auditlib.collect import replay_report
from auditlib.collect.probe import Workspace, workspace
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_lending import Lender
from auditlib.collect.replay_loans import Loans
from auditlib.collect.replay_pass import Run, Scratch
from auditlib.collect.replay_passes import Passes
from auditlib.collect.replay_plan import Plan, plan
from auditlib.collect.replay_result import Pass
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.collect.scratch import MORE_RIGHTS, Server
from auditlib.collect.scratch_role import chain_role, drop_roles
from auditlib.config.target import Target
from auditlib.errors import DatabaseError, InterpreterError, ScratchError
from auditlib.frames.history import WITNESSES

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Chain:
    """What every pass needs."""

    place: Workspace
    server: Server
    plan: Plan
    frames: Frames
    role: tuple[str, str]


def read(target: Target, server: Server, collected: Frames) -> dict[str, pd.DataFrame]:
    """``steps``, ``assumed``, ``assumed_objects``, ``witnesses`` and the object frames of the replay.

    ``collected`` holds the frames of the scripts and of the live database. Object frames have the source ``replay``
    (the chain at the database's position; absent where that is unknown) and ``replay:head`` (after the pending
    revisions too; absent where none is pending).
    """
    if collected["revisions"].empty:
        return _unseen("There is no revision to replay.", "")
    try:
        with workspace(target) as place, chain_role(server) as role:
            chain = Chain(place, server, plan(target, collected, place.project), collected, role)
            return replay_report.frames(
                _replayed(chain), chain.plan, collected, server=server, place=place, role=role[0]
            )
    except InterpreterError as error:
        return _unseen(error.what, error.next_step)
    except psycopg.errors.InsufficientPrivilege as error:
        return _unseen(f"The scratch server refused: {error.diag.message_primary}.", MORE_RIGHTS)
    except (ScratchError, DatabaseError, psycopg.Error) as error:
        return _unseen(f"The scratch server failed: {str(error).splitlines()[0]}", "Run it again.")


def _replayed(chain: Chain) -> Pass:
    with ExitStack() as stack:

        def opens(loans: Loans, made: set[tuple[str, str, str]]) -> Run:
            stack.close()  # the pass before: its roles would stand in the way of this one's
            return stack.enter_context(opened(chain, loans, made))

        return Passes(chain.place, opens, apart=chain.server.is_ours).run()


@contextmanager
def opened(
    chain: Chain,
    loans: Loans,
    made: set[tuple[str, str, str]],
    *,
    make: Callable[[Workspace, Plan, Scratch, ChainSessions], Run] = Run,
    name: str = "replay",
) -> Iterator[Run]:
    """A pass on an empty database of its own, with what is lent to it; ``name`` is the database's."""
    role, password = chain.role
    known = _roles(chain.server)
    conninfo = chain.server.create_database(name, owner=role)
    try:
        scratch = Scratch(conninfo, make_conninfo(conninfo, user=role, password=password))
        extensions = Extensions(conninfo, role)
        lender = Lender(chain.frames, extensions, _gone(chain))
        timeout = chain.place.target.probe_timeout_s
        changes = Changes(scratch.superuser, ours=chain.server.is_ours)
        with (
            closing(changes),
            ChainSessions(
                *(scratch.chain, lender, extensions),
                statement_timeout_s=timeout,
                changes=changes,
                ours=chain.server.is_ours,
            ) as sessions,
        ):
            run = make(chain.place, chain.plan, scratch, sessions)
            sessions.later(lambda: run.prepare(loans, made))  # while the probe imports what it needs
            yield run
    finally:
        chain.server.drop_database(str(conninfo_to_dict(conninfo)["dbname"]))
        drop_roles(chain.server, _roles(chain.server, role) - known)


def _roles(server: Server, maker: str | None = None) -> set[str]:
    """Roles that are not ours; on a server that was given, only those that say that ``maker`` made them."""
    query = "select rolname from pg_catalog.pg_roles where rolname !~ '^auditlib_'"
    if maker and not server.is_ours:
        query += (
            " and exists (select 1 from pg_catalog.pg_auth_members m where m.roleid = pg_roles.oid"
            " and m.admin_option and m.member::pg_catalog.regrole::text = %(maker)s)"
        )
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        return {row[0] for row in connection.execute(query, {"maker": maker})}


def _gone(chain: Chain) -> frozenset[str]:
    """Names that the text of the applied revisions drops or renames."""
    operations = chain.frames.get("operations")
    if operations is None or operations.empty:
        return frozenset()
    applied = {(step.location, step.revision) for step in chain.plan.steps if step.applied}
    keys = zip(operations["script_location"], operations["revision"], strict=True)
    mine = pd.Series([key in applied for key in keys], index=operations.index, dtype=bool)
    ends = operations["action"].eq("drop") | operations["operation"].str.contains("rename", case=False, na=False)
    rows = operations[mine & ends & operations["direction"].eq("upgrade")]
    return frozenset(rows["name"].dropna())


def _unseen(detail: str, next_step: str) -> dict[str, Any]:
    row = {"witness": "replay", "subject": "chain", "status": "not seen", "detail": detail, "next_step": next_step}
    return {"witnesses": WITNESSES.conform([row])}
