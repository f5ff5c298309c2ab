"""Functions of revisions that want arguments, which only ``env.py`` gives: ``run_migrations(engine_name=…)``."""

import inspect


class WantingError(Exception):
    """A function was not called for want of arguments; ``names`` are theirs."""

    def __init__(self, name, names):
        super().__init__("%s() takes %s, which only env.py gives" % (name, ", ".join(names)))
        self.names = names


def call(module, name):
    """Call a function of a revision without arguments, or tell which it cannot do without."""
    function = getattr(module, name)
    names = _demanded(function)
    if names:
        raise WantingError(name, names)
    function()


def _demanded(function):
    """What is under a decorator does not count: that may give it."""
    try:
        parameters = inspect.signature(function, follow_wrapped=False).parameters.values()
    except (TypeError, ValueError):
        return []
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [each.name for each in parameters if each.default is each.empty and each.kind not in optional]
