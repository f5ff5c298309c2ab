"""An application whose settings are there within its context alone, as web frameworks have it."""

import contextlib
import contextvars

_current = contextvars.ContextVar("application")


class Application:
    def __init__(self, settings):
        self.settings = settings

    @contextlib.contextmanager
    def app_context(self):
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)


def current_app():
    try:
        return _current.get()
    except LookupError:
        raise RuntimeError("Working outside of application context.") from None
