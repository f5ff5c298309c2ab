"""Where in a revision's file the running code stands, and which files of the project it writes."""

import os
import sys


class Place:
    """Where in the revision's file the running statement stands, and in a helper of the project that it calls."""

    def __init__(self, project):
        self.file = None
        self.step = None
        self._project = os.path.join(os.path.realpath(project), "")
        self._files = {}

    def set(self, step, file):
        """The file whose frames count."""
        self.step, self.file = step, named(file)

    def here(self):
        """What goes with each statement: the step, the line of the innermost frame in its file, the helper's line.

        ``alembic``: the revision did not send it itself, Alembic's own transactions did, as in ``autocommit_block``.
        """
        frame = sys._getframe(1)
        told = {"step": self.step, "line": self.line_of(frame), "helper": self._helper(frame)}
        if told["line"] and self._is_alembics(frame):
            told["alembic"] = True
        return told

    def _is_alembics(self, frame):
        while frame is not None and not self._is_ours(frame):
            if frame.f_globals.get("__name__") == "alembic.runtime.migration":
                return True
            frame = frame.f_back
        return False

    def line_of(self, frame):
        """The line of the innermost frame, from ``frame`` outwards, that runs the revision's file."""
        while frame is not None:
            if self._is_ours(frame):
                return frame.f_lineno
            frame = frame.f_back
        return None

    def _helper(self, frame):
        """File and line of the innermost frame in another file of the project that the revision's file called."""
        while frame is not None and not self._is_ours(frame):
            file = frame.f_code.co_filename
            if file.startswith(self._project) and "site-packages" not in file:
                return [os.path.relpath(file, self._project), frame.f_lineno]
            frame = frame.f_back
        return None

    def line_of_traceback(self, trace):
        """The line of the innermost frame of a traceback that runs the revision's file."""
        line = None
        while trace is not None:
            if self._is_ours(trace.tb_frame):
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _is_ours(self, frame):
        name = frame.f_code.co_filename
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = named(name)
        return file == self.file


def named(file):
    """A file by one name, however it is given."""
    return os.path.normcase(os.path.abspath(file))


class Writes:
    """Tells the files below the project's folder that a revision opens for writing, each once a step."""

    def __init__(self, channel, project, place):
        self._channel = channel
        self._below = os.path.realpath(project) + os.sep
        self._place = place
        self._told = set()

    def begin(self):
        """A step begins, perhaps again."""
        self._told.clear()

    def audit(self, event, arguments):
        """Python's own audit hook: it sees every file, however it is opened."""
        if event != "open" or not _is_writing(arguments):
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith(self._below) or path.endswith(".pyc") or path in self._told:
            return
        if self._place.here()["line"] is not None:
            self._told.add(path)
            self._channel.tell("wrote", file=path[len(self._below) :].replace(os.sep, "/"), step=self._place.step)


def _is_writing(arguments):
    path, mode, flags = (tuple(arguments) + (None, None, None))[:3]
    if not isinstance(path, (str, bytes)):
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
