"""What Alembic takes for made in one run: a type that tables of several revisions name is created with the first.

It is kept by Alembic's ``impl``, one for a run; here every step has a context of its own.
"""

from contextlib import contextmanager


class Made:
    """The memos of runs that are under way, by what tells one run from another."""

    def __init__(self):
        self._memos = {}
        self._down = None  # the step that was taken down last, until another one runs

    @contextmanager
    def within(self, impl, run, number=None, function="upgrade"):
        """A step as part of ``run``; one that fails leaves nothing behind.

        A step that is taken down, and then up again, is each time a run by itself.
        """
        if function != "upgrade":
            self._down = number
        elif number != self._down:
            self._down = None
        apart = self._down is not None
        before = _copied({} if apart else self._memos.get(run, {}))
        _set(impl, before)
        try:
            yield
        except BaseException:
            _set(impl, before)
            raise
        if not apart:
            self._memos[run] = _copied(impl.memo)


def _set(impl, memo):
    impl.memo.clear()
    impl.memo.update(_copied(memo))


def _copied(memo):
    """SQLAlchemy keeps a set for each kind of type."""
    return {name: set(value) if isinstance(value, set) else value for name, value in memo.items()}
