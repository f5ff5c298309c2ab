"""One version file, parsed and never imported: its variables, its functions, what is wrong with it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.folder import FolderFile
from auditlib.collect.revisions.values import UNKNOWN, Scope, known

_LEGACY = re.compile(r"([a-f0-9]+)\.py$")  # alembic takes the id from such a name where there is no variable
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)", re.M)
_ILLEGAL = frozenset("@-+")  # alembic.script.revision refuses them in ids
VARIABLES = ("revision", "down_revision", "depends_on", "branch_labels")


@dataclass
class VersionFile:
    """A version file; ``problem`` is empty where Alembic can load it and text tells its place in the graph."""

    file: FolderFile
    text: str = ""
    tree: ast.Module | None = None
    scope: Scope = field(default_factory=lambda: Scope(()))
    variable_lines: dict[str, int] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    revision: str | None = None
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    problem: str = ""
    problem_line: int | None = None
    readable: bool = True


def read_version_file(file: FolderFile) -> VersionFile:
    """The file as far as it can be read; what stops the reading stands in ``problem``."""
    made = VersionFile(file)
    if file.path.suffix != ".py":
        return _refuse(made, "compiled only: without its source nothing can be said about it")
    try:
        made.text = decoded(file.path.read_bytes())
        made.tree = ast.parse(made.text)
    except UnicodeDecodeError as error:
        return _refuse(made, _not_decodable(error), error.object.count(b"\n", 0, error.start) + 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _refuse(made, *_syntax_problem(error, made.text))
    except OSError as error:
        return _refuse(made, f"cannot be opened: {error.strerror}")
    _read_names(made)
    _read_place(made)
    return made


def docstring(made: VersionFile) -> str | None:
    """The module's docstring as written."""
    return ast.get_docstring(made.tree, clean=False) if made.tree is not None else None


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Every statement under ``tree``, at any depth; expressions are not entered, which is most of the work."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(tree, block, ()):
            if isinstance(node, ast.stmt):
                yield node
            yield from statements(node)


def decoded(raw: bytes) -> str:
    """The text of a Python file, by its coding line where it has one."""
    if b"coding" in raw[:400] or raw.startswith(b"\xef\xbb\xbf"):
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        return raw.decode(encoding).replace("\r\n", "\n")
    return raw.decode("utf-8").replace("\r\n", "\n")


def _not_decodable(error: UnicodeDecodeError) -> str:
    byte = error.object[error.start]
    return f"not {error.encoding.upper()}: byte 0x{byte:02x}, and no coding line names another encoding"


def _syntax_problem(error: Exception, text: str) -> tuple[str, int | None]:
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        return "merge conflict markers: the file was committed half merged", text.count("\n", 0, conflict.start()) + 1
    if isinstance(error, SyntaxError):
        return f"syntax error: {error.msg}", error.lineno
    return f"cannot be parsed: {error}", None


def _refuse(made: VersionFile, problem: str, line: int | None = None) -> VersionFile:
    made.problem, made.problem_line, made.readable = problem, line, False
    return made


def _read_names(made: VersionFile) -> None:
    assert made.tree is not None
    made.scope = Scope(made.text.split("\n"), {"__file__": PurePosixPath(made.file.path.as_posix()), "__name__": ""})
    _read_block(made, made.tree.body)


def _read_block(made: VersionFile, block: list[ast.stmt]) -> None:
    for node in block:
        if isinstance(node, ast.FunctionDef):
            made.functions[node.name] = node
        elif isinstance(node, ast.Assign):
            value = evaluate(node.value, made.scope)
            for target in node.targets:
                made.scope.bind(target, value)
                _note_line(made, target)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            made.scope.bind(node.target, evaluate(node.value, made.scope))
            _note_line(made, node.target)
        elif isinstance(node, ast.If | ast.Try):
            _read_block(made, node.body)


def _note_line(made: VersionFile, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        made.variable_lines[target.id] = target.lineno
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            _note_line(made, each)


def _read_place(made: VersionFile) -> None:
    if "revision" not in made.variable_lines:
        legacy = _LEGACY.match(made.file.path.name)
        if legacy is None:
            _refuse(made, "no `revision` variable: Alembic stops at this file and loads none", 1)
            return
        made.scope.names["revision"] = legacy.group(1)
    revision = made.scope.names.get("revision", UNKNOWN)
    if not isinstance(revision, str) or not known(revision):
        _refuse(made, "`revision` is computed: text does not tell its value", made.variable_lines.get("revision"))
        return
    made.revision = str(revision)
    if "down_revision" not in made.variable_lines:
        _refuse(made, "no `down_revision` variable: Alembic stops at this file and loads none", 1)
    elif _ILLEGAL & set(made.revision):
        _refuse(made, f"revision id {made.revision!r} holds a character that Alembic refuses (@, - or +)",
                made.variable_lines["revision"])  # fmt: skip
    made.parents = _ids(made, "down_revision")
    made.depends_on = _ids(made, "depends_on")
    made.branch_labels = _ids(made, "branch_labels")


def _ids(made: VersionFile, variable: str) -> tuple[str, ...]:
    value: Any = made.scope.names.get(variable) if variable in made.variable_lines else None
    if value is None:
        return ()
    several = value if isinstance(value, tuple | list | set) else (value,)
    if not known(value) or not all(isinstance(each, str) for each in several):
        if made.readable:
            made.problem = f"`{variable}` is computed: text does not tell its value"
            made.problem_line = made.variable_lines[variable]
        return ()
    return tuple(dict.fromkeys(str(each) for each in several))
