"""How often the application's code names each model class: by its imports, not by its spelling."""

import ast
import os
import sys

from .syntax import called

NOT_BUILT_IN = ("relationship", "Relationship", "relation", "backref", "dynamic_loader", "RelationshipProperty")


class Uses:
    """Counts over files. ``models`` are (class, MetaData) pairs."""

    def __init__(self, files, sources, models):
        self._files = files
        self._sources = sources
        self._models = {id(kind): kind for kind, _metadata in models}
        self._metadata = {id(kind): id(metadata) for kind, metadata in models}
        self._by_name = {}
        for kind, _metadata in models:
            self._by_name.setdefault(kind.__name__, []).append(kind)
        self.found = {identity: {} for identity in self._models}

    def count(self, paths):
        """Look through these files."""
        modules = {}
        wanted = {os.path.basename(path) for path in paths}
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and os.path.basename(file) in wanted:
                modules.setdefault(self._files.shown(file), module)
        for path in paths:
            if any(name in self._files.text(path) for name in self._by_name):
                self._count_in(path, modules.get(self._files.shown(path)))

    def of(self, kind):
        """How often a class is named, and in which files."""
        found = self.found.get(id(kind), {})
        return sum(found.values()), sorted(found)

    def _count_in(self, path, module):
        source = self._sources.of(path)
        if source is None:
            return
        reader = _Reader(self, _bindings(source.imports, module, self._files.module_name(path)))
        reader.here = {self._metadata[id(kind)] for kind in self._made_in(module)}
        reader.module = getattr(module, "__name__", None)
        reader.visit(source.tree)
        shown = self._files.shown(path)
        for identity in reader.named:
            self.found[identity][shown] = self.found[identity].get(shown, 0) + 1

    def _made_in(self, module):
        name = getattr(module, "__name__", None)
        return [kind for kind in self._models.values() if kind.__module__ == name]

    def is_model(self, value):
        """The value is one of the classes that are counted."""
        return id(value) in self._models

    def by_text(self, text, here):
        """Classes that a text such as ``"app.models.User"`` means in a file that declares for the MetaData ``here``."""
        kinds = self._by_name.get(text.rpartition(".")[2], [])
        near = [kind for kind in kinds if self._metadata[id(kind)] in here]
        return near or (kinds if len(kinds) == 1 else [])


def _bindings(imports, module, name):
    """Local names of a file to what they are: from the loaded module, else from its imports."""
    bound = {}
    package = (name or "").split(".")
    for node in imports:
        if isinstance(node, ast.ImportFrom):
            origin = _absolute(node, package)
            for each in node.names:
                bound[each.asname or each.name] = _loaded(origin, each.name)
        else:
            for each in node.names:
                local = each.asname or each.name.split(".")[0]
                bound[local] = sys.modules.get(each.name if each.asname else local)
    if module is not None:
        bound.update({key: value for key, value in vars(module).items() if bound.get(key) is None})
    return bound


def _absolute(node, package):
    if not node.level:
        return node.module or ""
    base = package[: len(package) - node.level]
    return ".".join(base + ([node.module] if node.module else []))


def _loaded(origin, name):
    module = sys.modules.get(origin)
    value = _held(module, name)
    return value if value is not None else sys.modules.get(origin + "." + name)


class _Reader(ast.NodeVisitor):
    """Notes each place that names a model, but for imports and the class's own body."""

    def __init__(self, uses, bound):
        self._uses = uses
        self._bound = bound
        self._inside = []
        self.here = set()
        self.module = None
        self.named = []

    def visit_ClassDef(self, node):
        """A class may name itself in its own body."""
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()

    def visit_Name(self, node):
        """A name that is read."""
        if isinstance(node.ctx, ast.Load):
            self._note(self._bound.get(node.id))

    def visit_Attribute(self, node):
        """``models.User``, however deep."""
        value = self._value(node)
        if self._uses.is_model(value):
            self._note(value)
        else:
            self.generic_visit(node)

    def visit_Call(self, node):
        """``relationship("User")`` names a class by text."""
        if called(node) in NOT_BUILT_IN:
            for given in node.args[:1] + [
                word.value for word in node.keywords if word.arg in ("argument", "secondary")
            ]:
                self._note_text(given)
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        """``Mapped["User"]`` too."""
        for each in ast.walk(node.annotation):
            self._note_text(each)
        self.generic_visit(node)

    def _note_text(self, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            for text in _names_in(node.value):
                for kind in self._uses.by_text(text, self.here):
                    self._note(kind)

    def _note(self, value):
        if self._uses.is_model(value) and not self._is_own_body(value):
            self.named.append(id(value))

    def _is_own_body(self, kind):
        return kind.__module__ == self.module and kind.__name__ in self._inside

    def _value(self, node):
        names = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        value = self._bound.get(node.id)
        for name in names:
            value = _held(value, name)
        return value


def _held(value, name):
    """What an object itself holds under a name, without asking its class."""
    try:
        return vars(value).get(name)
    except Exception:  # the door: a proxy may raise anything, and much has no namespace
        return None


def _names_in(text):
    """Names in a text such as ``List["User"]`` or ``app.models.User``."""
    for mark in "[]|,\"'":
        text = text.replace(mark, " ")
    return text.split()
