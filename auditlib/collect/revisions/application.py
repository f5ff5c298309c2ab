"""Which of the modules that a version file imports are the application's own."""

from __future__ import annotations

import ast
from functools import cached_property
from pathlib import Path

from auditlib.collect.revisions.file import VersionFile, statements
from auditlib.config.target import Target

_LIBRARIES = frozenset({"alembic", "sqlalchemy", "geoalchemy2", "pgvector", "sqlmodel", "sqlalchemy_utils"})


class ApplicationModules:
    """Tells modules of the target from libraries by where they lie: under the project or its import roots."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._known: dict[str, bool] = {}

    def imported_by(self, file: VersionFile) -> list[str]:
        """Modules of the application that ``file`` imports, at any depth of its text."""
        if file.tree is None or "import" not in file.text:
            return []
        names = [name for node in statements(file.tree) for name in _modules(node)]
        return sorted({name for name in names if self.own(name) and not self._is_helper(name)})

    def _is_helper(self, module: str) -> bool:
        """``module`` lies in a script location: written for the migrations, and beside env.py on purpose."""
        return any(f"{module}.".startswith(f"{package}.") for package in self._script_packages)

    @cached_property
    def _script_packages(self) -> set[str]:
        roots = dict.fromkeys([*self._target.import_roots, self._target.project, self._target.project / "src"])
        places = [(location.folder, root) for location in self._target.locations for root in roots]
        under = [(folder, root) for folder, root in places if root != folder and folder.is_relative_to(root)]
        below = [(root.name, folder.relative_to(root).parts) for folder, root in under]
        # The folder given may be a package itself, as one that is installed: its modules are known by its name too.
        return {".".join(parts) for name, inside in below for parts in (inside, (name, *inside))}

    def own(self, module: str) -> bool:
        """``module`` belongs to the application."""
        top = module.partition(".")[0]
        if top not in self._known:
            self._known[top] = top not in _LIBRARIES and any(_lies_in(root, top) for root in self.roots)
        return self._known[top]

    @cached_property
    def roots(self) -> list[Path]:
        """Folders that modules of the application are imported from."""
        project = self._target.project
        roots = dict.fromkeys([*self._target.import_roots, project, project / "src"])
        # Among installed packages everything lies side by side: there only the project's own folder counts.
        return [root for root in roots if "site-packages" not in root.name] + [
            project for root in roots if "site-packages" in root.name
        ]


def _lies_in(root: Path, top: str) -> bool:
    return bool(top) and ((root / f"{top}.py").is_file() or (root / top).is_dir() or root.name == top)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [node.module]
    return []
