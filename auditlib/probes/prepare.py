"""Runs the user's setup hook, ``module:function``, before anything of the target's.

It may return nothing, a context manager (entered, and never left), an Alembic Config, or a mapping for
``config.attributes``; what a context manager gives when it is entered counts as returned.
"""

import importlib
import os
import sys
import traceback

STEP = "Give `setup` as module:function, of a module on an import root or beside alembic.ini."


class Prepared:
    """What the hook gave: an Alembic Config, attributes for others, and what went wrong."""

    def __init__(self):
        self.config = None
        self.attributes = {}
        self.problem = None
        self._entered = []

    def take(self, value):
        """Keep what the hook returned."""
        from collections.abc import Mapping

        if value is None:
            return
        if _is_config(value):
            self.config = value
        elif isinstance(value, Mapping):
            self.attributes.update(value)
        elif hasattr(type(value), "__enter__"):
            self._entered.append(value)
            inner = value.__enter__()
            if inner is not None and (_is_config(inner) or isinstance(inner, Mapping)):
                self.take(inner)
        else:
            raise TypeError(
                "it returned %s, and not a context manager, an Alembic Config or a mapping" % type(value).__name__
            )

    def config_for(self, folder):
        """The hook's Config where it is about the script location in ``folder``, or about none in particular."""
        if self.config is None:
            return None
        own = self.folder()
        return self.config if own is None or own == os.path.realpath(folder) else None

    def folder(self):
        """The script location of the hook's Config; None where it names none that is found."""
        return _folder_of(self.config) if self.config is not None else None

    def given(self):
        """Attributes for the configuration of every script location."""
        return dict(getattr(self.config, "attributes", None) or {}, **self.attributes)


def run(channel, written, project):
    """Run the hook, where there is one; tells ``prepares`` before, ``prepared`` after. Raises nothing."""
    prepared = Prepared()
    if not written:
        return prepared
    channel.tell("prepares", setup=written)
    try:
        prepared.take(_function(written, project)())
    except BaseException as error:  # the door: the user's own code may raise anything
        prepared.problem = _said(error)
        channel.tell("prepared", setup=written, message=prepared.problem, **_place(error, project))
    else:
        channel.tell("prepared", setup=written, message=None)
    return prepared


def _function(written, project):
    module, _, names = written.partition(":")
    if not module or not names:
        raise ValueError("%r is not module:function" % written)
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module or project in sys.path:
            raise
        # The hook may lie beside a project that is an installed package; what it imports then may lie there too.
        sys.path.append(project)
        importlib.invalidate_caches()
        found = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def _is_config(value):
    module = sys.modules.get("alembic.config")
    return module is not None and isinstance(value, module.Config)


def _folder_of(config):
    from alembic.script import ScriptDirectory

    if not config.get_main_option("script_location"):
        return None
    try:
        return os.path.realpath(ScriptDirectory.from_config(config).dir)
    except Exception:  # a location that Alembic cannot find from here is none that we could compare with
        return None


def _said(error):
    if isinstance(error, SystemExit):
        return "it ended the process with sys.exit(%r)" % (error.code,)
    return "%s: %s" % (type(error).__name__, error)


def _place(error, project):
    """The innermost line of the project's that the exception passed."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    real = os.path.realpath(project) + os.sep
    mine = [(file, line) for file, line in frames if os.path.realpath(file).startswith(real)]
    if not mine:
        return {"file": None, "line": None}
    return {"file": os.path.relpath(os.path.realpath(mine[-1][0]), real).replace(os.sep, "/"), "line": mine[-1][1]}
