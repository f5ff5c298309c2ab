"""Where things are declared: lines of classes, columns, tables and assignments, from the text of a file."""

import ast


class Source:
    """One file, parsed."""

    def __init__(self, tree):
        self.tree = tree
        self.classes = {}  # qualified name to its last definition
        self.assigned = {}  # name on the top level to the line that gives it its value
        self.tables = {}  # first argument of a call of Table to the calls
        self._classes_of(tree.body, "")
        self._assigned_of(tree.body)
        self.imports = []  # statements, wherever they stand
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.imports.append(node)
            elif isinstance(node, ast.Call) and called(node) == "Table" and first_text(node) is not None:
                self.tables.setdefault(first_text(node), []).append(node)

    def _classes_of(self, body, prefix):
        for node in body:
            if isinstance(node, ast.ClassDef):
                self.classes[prefix + node.name] = node
                self._classes_of(node.body, prefix + node.name + ".")
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._classes_of(node.body, prefix + node.name + ".<locals>.")
            else:
                for part in ("body", "orelse", "finalbody"):
                    self._classes_of(getattr(node, part, []) or [], prefix)
                for handler in getattr(node, "handlers", []):
                    self._classes_of(handler.body, prefix)

    def _assigned_of(self, body):
        for node in body:
            for target in _targets(node):
                if isinstance(target, ast.Name):
                    self.assigned[target.id] = node.lineno
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                for part in ("body", "orelse", "finalbody"):
                    self._assigned_of(getattr(node, part, []))

    def defines(self, name):
        """The line on which the file itself makes a top-level name; None where it imports it."""
        if name in self.classes:
            return self.classes[name].lineno
        return self.assigned.get(name)


class Sources:
    """Parsed files, each parsed once."""

    def __init__(self, files):
        self._files = files
        self._known = {}

    def of(self, path):
        """A parsed file, or None where it is none."""
        if path not in self._known:
            self._known[path] = _parsed(self._files.text(path)) if path and path.endswith(".py") else None
        return self._known[path]

    def of_module(self, module):
        """The parsed file of a module."""
        return self.of(getattr(module, "__file__", None))


def _parsed(text):
    try:
        return Source(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return None


def _targets(node):
    """What a statement gives a freshly made value; ``metadata = Base.metadata`` makes none."""
    if not isinstance(getattr(node, "value", None), ast.Call):
        return []
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return []


def called(node):
    """Last part of the name that a call calls."""
    function = node.func
    return getattr(function, "attr", None) or getattr(function, "id", None)


def first_text(node):
    """The first argument of a call, or its ``name``, where it is plain text."""
    first = node.args[0] if node.args else next((word.value for word in node.keywords if word.arg == "name"), None)
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def attribute_line(class_node, name):
    """The line on which a class body gives an attribute; None where it does not."""
    for node in class_node.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return node.lineno
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node.lineno
    return None


def column_line(node, name):
    """The line of the call below ``node`` whose first argument is the column's name; None where there is none."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and first_text(each) == name and called(each) not in ("Table", "ForeignKey"):
            return each.lineno
    return None
