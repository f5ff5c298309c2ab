"""An application that must be initialised before it answers, as web frameworks have it."""

import contextlib
import contextvars

from shop.models import Base

_current = contextvars.ContextVar("application")


class Application:
    def __init__(self):
        self.extensions = {"migrate": {"metadata": Base.metadata, "configure_args": {"compare_type": False}}}

    @contextlib.contextmanager
    def app_context(self):
        _current.set(self)
        yield self


def current_app():
    return _current.get()
