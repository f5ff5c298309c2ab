"""A scratch server started before it is known what will be wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from auditlib.collect import together
from auditlib.collect.scratch import Server, server
from auditlib.collect.scratch_binaries import candidates
from auditlib.errors import ScratchError

Opens = Callable[[int | None, Collection[str]], AbstractContextManager[Server]]


@contextmanager
def started(pg_bin: Path | None, url: str | None) -> Iterator[Opens]:
    """Start the server that is wanted mostly, while this thread reads what tells which one is.

    Gives a function of the live server's major version and of the extensions needed: it waits for that server, or makes
    another where these want one. Raises ``ScratchError`` as ``scratch.server`` does, when it is called.
    """
    with together.opened_ahead(partial(server, pg_bin=pg_bin, url=url)) as opened:

        @contextmanager
        def opens(want_major: int | None, extensions: Collection[str]) -> Iterator[Server]:
            guess = _opened(opened, named=bool(url or pg_bin))
            if guess and (url or candidates(pg_bin, want_major, extensions)[:1] == [guess.binaries]):
                yield guess
            else:
                with server(pg_bin=pg_bin, url=url, want_major=want_major, extensions=extensions) as made:
                    yield made

        yield opens


def _opened(opened: Callable[[], Server], *, named: bool) -> Server | None:
    try:
        return opened()
    except ScratchError:
        if named:
            raise
        return None  # what is made in its place says so in its own words, or there is a better one
