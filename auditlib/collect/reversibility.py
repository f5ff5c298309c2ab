"""Whether the way back is one: each applied step taken down and up again in a database of its own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import psycopg

from auditlib.collect.probe import Workspace, converse, workspace
from auditlib.collect.probe_program import program
from auditlib.collect.replay import Chain, opened
from auditlib.collect.replay_loans import Loans, Need
from auditlib.collect.replay_pass import POSITION, Scratch
from auditlib.collect.replay_plan import Plan, Step, plan
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.collect.reversing import Found, ReversingRun
from auditlib.collect.scratch import Server
from auditlib.collect.scratch_role import chain_role
from auditlib.config.target import Target
from auditlib.errors import DatabaseError, InterpreterError, ScratchError
from auditlib.frames.history import WITNESSES
from auditlib.frames.reversibility import REVERSIBILITY
from auditlib.wording import counted

MOST_PASSES = 8
SHOWN = 5
Frames = Mapping[str, pd.DataFrame]


def read(
    target: Target, server: Server, collected: Frames, replayed: Frames, *, seconds: float
) -> dict[str, pd.DataFrame]:
    """``reversibility`` and a line of ``witnesses``, within about so many ``seconds``.

    ``collected`` holds the frames of scripts and live database, ``replayed`` those of the replay. Pending steps are not
    tried, nor those that failed.
    """
    try:
        with workspace(target) as place, chain_role(server) as role:
            planned = plan(target, collected, place.project)
            done = set(replayed["steps"].loc[replayed["steps"]["status"].eq("done"), "step"])
            steps = [each for each in planned.steps if each.number in done and each.applied is not False]
            if seconds <= 0 or not steps:
                why = "no applied revision was replayed to its end" if seconds > 0 else "`reversibility_s` is 0"
                return _told({}, [], f"nothing was tried: {why}")
            found = Found(time.monotonic() + seconds)
            _passes(Chain(place, server, replace(planned, steps=steps), collected, role), replayed, found)
            return _told(found.rows, steps, "", found.unheard)
    except InterpreterError as error:
        return _told({}, [], f"nothing was tried: {error.what}")
    except (ScratchError, DatabaseError, psycopg.Error) as error:
        return _told({}, [], f"the scratch server failed: {str(error).splitlines()[0]}")


def _passes(chain: Chain, replayed: Frames, found: Found) -> None:
    def make(place: Workspace, own: Plan, scratch: Scratch, sessions: ChainSessions) -> ReversingRun:
        return ReversingRun(place, own, scratch, sessions, found)

    for _ in range(MOST_PASSES):
        with opened(chain, *_loans(replayed), make=make, name="reversing") as run:
            assert isinstance(run, ReversingRun)
            ending = converse(
                *(chain.place, program("upgrade"), run.arguments(), run.answer),
                meanwhile=run.meanwhile,
                apart=chain.server.is_ours,
            )
            if ending.how != "done":
                run.ended(ending)
            run.conclude()
            if not run.over or found.left < 0:
                return


def _loans(seen: Frames) -> tuple[Loans, set[tuple[str, str, str]]]:
    """What the replay had to lend, and the columns of lent tables that the chain made."""
    need = Need(0, None, "", "")
    columns = seen["assumed"][["schema", "table", "column"]].itertuples(index=False, name=None)
    objects = seen["assumed_objects"][["object_kind", "schema", "name"]].itertuples(index=False, name=None)
    loans = Loans(dict.fromkeys(columns, need), dict.fromkeys(objects, need))
    rows = seen["columns"][seen["columns"]["source"].str.startswith(POSITION)]
    made = set(rows[["schema", "table", "column"]].itertuples(index=False, name=None)) - loans.columns.keys()
    return loans, {each for each in made if each[:2] in loans.tables}


def _told(
    rows: Mapping[int, dict[str, object]], steps: list[Step], why: str, unheard: Sequence[str] = ()
) -> dict[str, pd.DataFrame]:
    left = [
        {
            "step": each.number,
            "script_location": each.location,
            "revision": each.revision,
            "file": each.file,
            "verdict": "not tried",
            "message": "the time for it was over, or too many steps before it could not be applied again",
        }
        for each in steps
        if each.number not in rows
    ]
    frame = REVERSIBILITY.conform([*rows.values(), *left])
    tried = Counter(frame["verdict"])
    said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(tried.items()))
    status = "not seen" if why else "partly" if tried["not tried"] or unheard else "seen"
    detail = why or f"{counted(len(frame), 'applied revision')} taken down and up again: {said}"
    if unheard:
        more = f" and {len(unheard) - SHOWN} more" if len(unheard) > SHOWN else ""
        detail += f"; no step is known to have done what nothing told of: {', '.join(unheard[:SHOWN])}{more}"
    step = "Raise `reversibility_s`." if tried["not tried"] else None
    row = {"witness": "replay", "subject": "way back", "status": status, "detail": detail, "next_step": step}
    return {"reversibility": frame, "witnesses": WITNESSES.conform([row])}
