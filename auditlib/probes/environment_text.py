"""What an ``env.py`` says by its text: the lines that decide what Alembic sees, and what their names mean."""

import ast
import os
import sys

from .options import OF_A_MODE
from .syntax import called


class Lines:
    """The lines of an ``env.py`` that decide what Alembic sees, from its text."""

    def __init__(self, file):
        self.tree = _tree(file)
        self.imports = {}  # local name to (line, module, name in it)
        self.assignments = {}  # name to [(line, expression)]
        self.configures = []  # (line, expression)
        self.calls = []  # (line of a call of configure, [(name of an argument or None for **, expression)])
        self.ends = {}  # line of such a call to its last line
        for node in ast.walk(self.tree):
            self._see(node)

    def _see(self, node):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                self.imports[each.asname or each.name] = (node.lineno, node.module, each.name)
        elif isinstance(node, ast.Import):
            for each in node.names:
                local = each.asname or each.name.split(".")[0]
                self.imports.setdefault(local, (node.lineno, each.name if each.asname else local, None))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.assignments.setdefault(target.id, []).append((node.lineno, node.value))
        elif isinstance(node, ast.Call) and called(node) == "configure":
            self._see_configure(node)

    def _see_configure(self, node):
        given = [(word.arg, word.value) for word in node.keywords]
        self.configures += [(value.lineno, value) for name, value in given if name == "target_metadata"]
        if _is_context(node.func) or any(name == "target_metadata" for name, _value in given):
            self.calls.append((node.lineno, given))
            self.ends[node.lineno] = getattr(node, "end_lineno", None) or node.lineno

    def unreached(self, reached):
        """The calls of configure that stand on none of the lines that were reached."""
        return [
            (line, given)
            for line, given in self.calls
            if not any(line <= each <= self.ends[line] for each in reached if each)
        ]

    def says_more(self, reached):
        """A call of configure that was not reached gives more than where to run."""
        given = [name for _line, arguments in self.unreached(reached) for name, _value in arguments]
        return any(name not in OF_A_MODE and name != "target_metadata" for name in given)

    def constant(self, node, names):
        """The value of an expression that is a constant or a name of env.py's own, in a tuple; None where unknown."""
        if isinstance(node, ast.Constant):
            return (node.value,)
        if isinstance(node, ast.Name) and node.id in names:
            return (names[node.id],)
        return None

    def deciding(self):
        """Lines that give target_metadata its value and hand it over."""
        lines = [line for line, _value in self.configures]
        lines += [line for line, _value in self.assignments.get("target_metadata", ())]
        return sorted(set(lines))

    def expressions(self):
        """Each part of what is handed over: the expression behind target_metadata, a list's items apart."""
        given = [value for _line, value in self.assignments.get("target_metadata", []) + self.configures]
        given = [value for value in given if not (isinstance(value, ast.Name) and value.id in self.assignments)]
        parts = [
            item for value in given for item in (value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value])
        ]
        return [self._unfolded(part) for part in parts]

    def _unfolded(self, node):
        """``metadata`` as the expression that the file assigns to it."""
        if isinstance(node, ast.Name) and node.id not in self.imports and node.id in self.assignments:
            return self.assignments[node.id][-1][1]
        return node

    def resolve(self, node):
        """The object that an expression of imported names means, from modules that are loaded; None where unknown."""
        names = _dotted(node)
        if not names or names[0] not in self.imports:
            return None
        _line, module, name = self.imports[names[0]]
        return _value(module, ([name] if name else []) + names[1:])

    def import_line(self, node):
        """The line that imports the name an expression begins with."""
        names = _dotted(node)
        return self.imports[names[0]][0] if names and names[0] in self.imports else None

    def modules(self):
        """Modules that the file imports, by name."""
        return sorted({module for _line, module, _name in self.imports.values()})


def _is_context(node):
    """``context.configure``, whatever module ``context`` is taken from."""
    owner = getattr(node, "value", None)
    return (getattr(owner, "id", None) or getattr(owner, "attr", None)) == "context"


def _tree(file):
    try:
        with open(file or os.devnull, encoding="utf-8", errors="replace") as opened:
            return ast.parse(opened.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _dotted(node):
    names = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id] + names if isinstance(node, ast.Name) else []


def _value(module, names):
    loaded = sys.modules.get(module)
    while loaded is not None and names:
        inner = getattr(loaded, names[0], None)
        module = module + "." + names[0]
        loaded = inner if inner is not None else sys.modules.get(module)
        names = names[1:]
    return loaded
