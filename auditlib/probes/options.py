"""What ``env.py`` gives to ``context.configure``: each option with its value, its mode and its line."""

import os
import sys

# Where to run, not what to compare.
OF_A_MODE = ("connection", "url", "dialect_name", "dialect_opts", "literal_binds", "as_sql", "output_buffer")
LONGEST = 200


class Options:
    """The options of one ``env.py``; where online mode was heard it alone counts, as for autogenerate."""

    def __init__(self, file):
        self._file = file and os.path.realpath(file)
        self._rows = {}
        self.values = {}
        self.lines = set()  # of calls of configure that were reached
        self.missed = None  # why a call that its text shows was not reached
        self.unread = []  # options that only the text names, and whose value could not be told

    def lines_here(self):
        """The lines of env.py that are running, innermost first."""
        lines, frame = [], sys._getframe(1)
        while frame is not None:
            if self._is_own(frame.f_code.co_filename):
                lines.append(frame.f_lineno)
            frame = frame.f_back
        return lines

    def see(self, mode, arguments, lines):
        """A call of configure."""
        self.lines.update(lines)
        line = lines[0] if lines else None
        for name, value in _more(arguments).items():
            if name in OF_A_MODE or name == "target_metadata":
                continue
            if mode == "online" or name not in self.values or self._rows[name]["mode"] != "online":
                self._note(name, value, mode, line)

    def only_online(self):
        """Forget what offline mode alone gives: online mode was heard."""
        for name in [name for name, row in self._rows.items() if row["mode"] != "online"]:
            del self._rows[name], self.values[name]

    def read(self, lines, names):
        """What only the text of calls tells that were not reached: options whose value is a name of env.py's own.

        What was heard in offline mode alone, and such a text does not give, may not hold online: it is not known.
        """
        if not lines.unreached(self.lines):
            return
        for line, given in lines.unreached(self.lines):
            for name, value in given:
                known = lines.constant(value, names)
                if name == "target_metadata":
                    continue
                if name is None or known is None:
                    self.unread += [name or "**"] if name not in OF_A_MODE and name not in self.values else []
                elif name not in OF_A_MODE:
                    self._note(name, known[0], "text", line)
        self.unread += [name for name, row in self._rows.items() if row["mode"] == "offline"]

    def rows(self, shown):
        """A row an option; ``shown`` makes a path one of the report's."""
        return [dict(row, file=shown(row["file"]) if row["file"] else None) for row in self._rows.values()]

    def place(self, name):
        """File and line of an option: where a function is defined, else the call that gives it."""
        row = self._rows.get(name) or {}
        return row.get("file"), row.get("line")

    def _note(self, name, value, mode, line):
        self.values[name] = value
        file, own = _definition(value)
        self._rows[name] = {
            "option": name,
            "value": _shown(value),
            "mode": mode,
            "file": file or self._file,
            "line": own if file else line,
        }

    def _is_own(self, file):
        return os.path.realpath(file) == self._file


def _more(arguments):
    """The arguments, and what the connection among them was told beforehand."""
    told = getattr(arguments.get("connection"), "get_execution_options", dict)()
    translated = told.get("schema_translate_map") if hasattr(told, "get") else None
    return dict(arguments, schema_translate_map=dict(translated)) if translated else arguments


def _definition(value):
    """File and line of a function's own code."""
    inner = getattr(value, "__wrapped__", None) or getattr(value, "func", None) or value
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    if code is None and not isinstance(inner, type) and callable(inner):
        code = getattr(getattr(type(inner), "__call__", None), "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code is not None else (None, None)


def _shown(value):
    if callable(value):
        return getattr(value, "__qualname__", None) or type(value).__qualname__
    try:
        return repr(value)[:LONGEST]
    except Exception:  # the door: a repr of the target's
        return "a %s" % type(value).__name__
