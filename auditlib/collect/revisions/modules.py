"""Modules of the project that version files take names from: read for constants and helpers, and never imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlib.collect.revisions.application import ApplicationModules
from auditlib.collect.revisions.calls import Notes, call_value
from auditlib.collect.revisions.file import decoded
from auditlib.collect.revisions.values import UNKNOWN, Dotted, Later, Scope, Thing

LARGEST = 1 << 20  # bytes of a module; a generated table of data tells no name


@dataclass(frozen=True)
class OwnModule(Thing):
    """A module of the project, by its full name."""

    name: str
    modules: Modules

    def attribute(self, name: str) -> Any:
        """What it defines or imports under ``name``; else a module below it."""
        return self.modules.value(self.name, name)


class Modules:
    """The names of the project's modules, each module read when a name of it is first asked for."""

    def __init__(self, application: ApplicationModules) -> None:
        self._application = application
        self._scopes: dict[str, Scope | None] = {}
        self.walker: Any = None  # whoever goes through a revision now: calls in helpers are told to it

    def later(self, module: str, name: str) -> Any:
        """``from module import name`` of the project's own, to be read on use; of a library only its full name."""
        full = f"{module}.{name}"
        return Later(lambda: self.value(module, name)) if self._application.own(module) else Dotted(full)

    def module(self, name: str) -> Any:
        """``import name as …``."""
        return OwnModule(name, self) if self._file(name) is not None else Dotted(name)

    def value(self, module: str, name: str) -> Any:
        """What the text of ``module`` gives for ``name``; its full name where it gives nothing."""
        scope = self._scope(module)
        found = scope.get(name) if scope is not None else UNKNOWN
        if found is not UNKNOWN:
            return found
        return self.module(f"{module}.{name}")

    def _file(self, module: str) -> Path | None:
        if not self._application.own(module):
            return None
        parts = module.split(".")
        for root in self._application.roots:
            below = parts[1:] if root.name == parts[0] and not (root / parts[0]).exists() else parts
            place = root.joinpath(*below)
            for file in (place.with_name(f"{place.name}.py"), place / "__init__.py"):
                if file.is_file():
                    return file
        return None

    def _scope(self, module: str) -> Scope | None:
        if module not in self._scopes:
            self._scopes[module] = None  # a module that imports itself, by whatever way, finds nothing of it yet
            self._scopes[module] = self._read(module)
        return self._scopes[module]

    def _read(self, module: str) -> Scope | None:
        file = self._file(module)
        found = _parsed(file) if file is not None else None
        if file is None or found is None:
            return None
        text, tree = found
        package = module if file.name == "__init__.py" else module.rpartition(".")[0]
        scope = Scope(text.split("\n"), {"__name__": module, "__package__": package}, foreign=True)
        scope.call = self._call
        self.walker.aside([each for each in tree.body if not isinstance(each, ast.Expr)], scope)
        return scope

    def _call(self, node: ast.Call, called: Any, scope: Scope) -> Any:
        notes: Notes = self.walker
        return call_value(node, called, scope, notes)


def absolute(node: ast.ImportFrom, scope: Scope) -> str:
    """The module that ``from … import`` names, also where it begins with dots."""
    if not node.level:
        return node.module or ""
    package = scope.get("__package__")
    parts = str(package).split(".") if isinstance(package, str) else []
    kept = parts[: len(parts) - node.level + 1]
    return ".".join([*kept, *filter(None, [node.module])])


def _parsed(file: Path) -> tuple[str, ast.Module] | None:
    try:
        text = decoded(file.read_bytes()) if file.stat().st_size <= LARGEST else ""
        return text, ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
