"""What is learnt by running the chain in scratch, each part taken from an earlier run where nothing changed since.

replay ──► the way back of the applied revisions
rehearsal of the pending ones, at the same time, on a server of its own: roles and settings are a server's, and what one
chain makes of them the other must not meet
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.collect import together
from auditlib.collect.together import Awaited
from auditlib.errors import ScratchError
from auditlib.frames.witnessed import unseen
from auditlib.stages import Run

if TYPE_CHECKING:
    from auditlib.collect.scratch import Server

Frames = dict[str, pd.DataFrame]
GivenOnce = Callable[[str, Callable[[Frames], Frames]], Frames]
Another = Callable[[], AbstractContextManager["Server"]]


def run(run_: Run, server: Server, another: Another, collected: Frames, chain: Awaited[Frames]) -> list[Frames]:
    """Frames of the replay, which ``chain`` hands on at once, of the rehearsal and of the way back.

    ``another`` opens a server like ``server``. One that was given is the only one: there everything has its turn.
    """
    given_once = _cached(run_, server, collected)

    def rehearsed(opens: Another) -> Frames:
        with run_.stage("rehearsal"):
            return given_once("rehearsal", lambda frames: _rehearsed(run_, opens, frames))

    def there_and_back() -> list[Frames]:
        return list(_there_and_back(run_, server, given_once, chain))

    if run_.settings.scratch_url:
        return [*there_and_back(), rehearsed(lambda: nullcontext(server))]
    seen, rehearsal = together.both(there_and_back, lambda: rehearsed(another))
    return [*seen, rehearsal]


def _there_and_back(run_: Run, server: Server, given_once: GivenOnce, chain: Awaited[Frames]) -> Iterator[Frames]:
    from auditlib.collect import replay

    with run_.stage("replay"):
        seen = chain.keep(lambda: given_once("replay", lambda frames: replay.read(run_.target, server, frames)))
    yield seen
    seconds = run_.settings.reversibility_s
    if seconds > 0:  # somebody asked for it: it takes as long as the rest together
        with run_.stage("way back"):
            yield given_once(f"way-back-{seconds:g}", lambda frames: _reversed(run_, server, frames, seen))


def _rehearsed(run_: Run, opens: Another, collected: Frames) -> Frames:
    """The pending revisions on the live schema rebuilt, with how that differs from the live one."""
    from auditlib.collect import rehearsal
    from auditlib.reconcile.rebuilt import gaps

    try:
        with opens() as server:
            seen = rehearsal.read(run_.target, server, collected)
    except ScratchError as error:  # what the chain did in a server of its own is evidence all the same
        return unseen("rehearsal", "scratch server", error.what, error.next_step)
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


def _cached(run_: Run, server: Server, collected: Frames) -> GivenOnce:
    """A way to run a stage that takes what an earlier run kept of it, where nothing changed since."""
    from auditlib.collect import cache, cache_key

    # What a server that was given holds, nobody knows: there is no name for it.
    place = None if run_.settings.scratch_url else cache.folder(run_.settings.cache)
    frames = cache_key.lent(collected)
    key = functools.cache(lambda: cache_key.key(run_.target, server, frames))
    if place:
        key()  # now, and not by two threads at once

    def given_once(stage: str, make: Callable[[Frames], Frames]) -> Frames:
        seen = cache.kept(place, stage, key, lambda: make(frames))
        run_.cached |= {stage: seen.moment} if seen.moment else {}
        return seen.frames

    return given_once
