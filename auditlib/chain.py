"""What is learnt by running the chain in scratch, each part taken from an earlier run where nothing changed since.

replay ──► rehearsal of the pending revisions ──► the way back of the applied ones
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.collect.together import Awaited
from auditlib.stages import Run

if TYPE_CHECKING:
    from auditlib.collect.scratch import Server

Frames = dict[str, pd.DataFrame]


def run(run_: Run, server: Server, collected: Frames, chain: Awaited[Frames]) -> list[Frames]:
    """Frames of the replay, which ``chain`` hands on at once, of the rehearsal and of the way back."""
    from auditlib.collect import replay

    given_once = _cached(run_, server, collected)
    with run_.stage("replay"):
        seen = chain.keep(lambda: given_once("replay", lambda frames: replay.read(run_.target, server, frames)))
    with run_.stage("rehearsal"):
        rehearsed = given_once("rehearsal", lambda frames: _rehearsed(run_, server, frames))
    seconds = run_.settings.reversibility_s
    if seconds <= 0:  # nobody asked for it, and it takes as long as the rest together
        return [seen, rehearsed]
    with run_.stage("way back"):
        way_back = given_once(f"way-back-{seconds:g}", lambda frames: _reversed(run_, server, frames, seen))
    return [seen, rehearsed, way_back]


def _rehearsed(run_: Run, server: Server, collected: Frames) -> Frames:
    """The pending revisions on the live schema rebuilt, with how that differs from the live one."""
    from auditlib.collect import rehearsal
    from auditlib.reconcile.rebuilt import gaps

    seen = rehearsal.read(run_.target, server, collected)
    if not seen.rebuilt:
        return seen.frames
    rebuilt = {**seen.rebuilt, "rebuild_gaps": seen.frames["rebuild_gaps"]}
    return {**seen.frames, "rebuild_gaps": gaps(collected, rebuilt)}


def _reversed(run_: Run, server: Server, collected: Frames, replayed: Frames) -> Frames:
    """Each applied revision taken down and up again, where the chain was replayed."""
    if "steps" not in replayed:
        return {}
    from auditlib.collect import reversibility

    return reversibility.read(run_.target, server, collected, replayed, seconds=run_.settings.reversibility_s)


def _cached(run_: Run, server: Server, collected: Frames) -> Callable[[str, Callable[[Frames], Frames]], Frames]:
    """A way to run a stage that takes what an earlier run kept of it, where nothing changed since."""
    from auditlib.collect import cache, cache_key

    # What a server that was given holds, nobody knows: there is no name for it.
    place = None if run_.settings.scratch_url else cache.folder(run_.settings.cache)
    frames = cache_key.lent(collected)
    key = functools.cache(lambda: cache_key.key(run_.target, server, frames))

    def given_once(stage: str, make: Callable[[Frames], Frames]) -> Frames:
        seen = cache.kept(place, stage, key, lambda: make(frames))
        run_.cached |= {stage: seen.moment} if seen.moment else {}
        return seen.frames

    return given_once
