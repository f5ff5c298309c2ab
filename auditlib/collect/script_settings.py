"""alembic.ini, pyproject.toml and env.py as rows of `settings`, each with the line that says it."""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditlib.collect.revisions.folder import relative
from auditlib.config.secrets import redact, redact_value
from auditlib.config.target import ScriptLocation

Row = dict[str, Any]
_METADATA = "target_metadata"
_GROWERS = ("append", "extend")


def read_settings(location: ScriptLocation, project: Path) -> tuple[list[Row], list[str]]:
    """Rows of `settings` for a location, and a sentence for each file that could not be read."""
    rows: list[Row] = []
    problems: list[str] = []
    for reader, path in ((_options, _option_file(location, project)), (_environment, location.folder / "env.py")):
        if path is None or not path.is_file():
            problems += [f"{relative(path, project)} is not there"] if path is not None else []
            continue
        try:
            found = reader(path, location)
        except (configparser.Error, tomllib.TOMLDecodeError, SyntaxError, ValueError, OSError) as error:
            problems.append(f"{relative(path, project)} cannot be read: {redact(str(error))}")
            continue
        place = {"script_location": location.name, "file": relative(path, project)}
        rows += [
            {**place, "setting": name, "value": redact_value(name, value), "line": line} for name, value, line in found
        ]
    return rows, problems


def options(rows: list[Row]) -> dict[str, str]:
    """The options of the ini or pyproject among ``rows``, by name."""
    return {row["setting"]: row["value"] for row in rows if not row["setting"].startswith("env.")}


def _option_file(location: ScriptLocation, project: Path) -> Path | None:
    if location.ini is not None:
        return location.ini
    pyproject = project / "pyproject.toml"
    return pyproject if pyproject.is_file() and "[tool.alembic" in pyproject.read_text("utf-8", "replace") else None


def _options(path: Path, location: ScriptLocation) -> list[tuple[str, str, int | None]]:
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".toml":
        table = tomllib.loads(text).get("tool", {}).get("alembic", {})
        return [(name, _plain(value), _line_of(text, name, "tool.alembic")) for name, value in table.items()]
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text, str(path))
    section = location.ini_section
    if not parser.has_section(section):
        return []
    defaults = parser.defaults()
    names = [name for name in parser.options(section) if name not in defaults or _line_of(text, name, section)]
    return [(name, parser.get(section, name), _line_of(text, name, section)) for name in names]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line_of(text: str, name: str, section: str) -> int | None:
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        if header:
            inside = header.group(1) == section
        elif inside and re.match(rf"[\s\"']*{re.escape(name)}[\"']?\s*[=:]", line, re.I):
            return number
    return None


def _environment(path: Path, location: ScriptLocation) -> list[tuple[str, str, int | None]]:
    tree = ast.parse(path.read_bytes())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_configure(node)]
    rows: list[tuple[str, str, int | None]] = []
    for call in calls:
        for argument in call.keywords:
            name = f"env.{argument.arg}" if argument.arg else "env.**"
            if argument.arg != _METADATA:
                rows.append((name, ast.unparse(argument.value), argument.value.lineno))
    rows += [(f"env.{_METADATA}", text, line) for line, text in sorted(_metadata_lines(tree, calls))]
    return list(_numbered(rows))


def _is_configure(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "configure":
        return False
    owner = ast.unparse(call.func.value).rpartition(".")[2]
    return owner == "context" or any(argument.arg == _METADATA for argument in call.keywords)


def _numbered(rows: list[tuple[str, str, int | None]]) -> Iterator[tuple[str, str, int | None]]:
    seen: dict[str, int] = {}
    for name, value, line in rows:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}", value, line)


def _metadata_lines(tree: ast.Module, calls: list[ast.Call]) -> set[tuple[int, str]]:
    """Every line that decides ``target_metadata``: the configure arguments, and what binds the names in them."""
    lines: set[tuple[int, str]] = set()
    wanted = {_METADATA}
    for call in calls:
        for argument in call.keywords:
            if argument.arg == _METADATA:
                said = f"{ast.unparse(call.func)}({_METADATA}={ast.unparse(argument.value)})"
                lines.add((argument.value.lineno, said))
                wanted |= _names(argument.value)
    bindings = [binding for node in ast.walk(tree) for binding in _bindings(node)]
    done: set[str] = set()
    while wanted - done:
        name = min(wanted - done)
        done.add(name)
        for bound, node, needs in bindings:
            if bound == name:
                lines.add((node.lineno, ast.unparse(node)))
                wanted |= needs
    return lines


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.stmt, set[str]]]:
    """(name, statement that gives it a value, names that the value needs)."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for each in node.names:
            yield (each.asname or each.name).partition(".")[0], node, set()
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            for name in _names(target):
                yield name, node, _names(node.value)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
        for name in _names(node.target):
            yield name, node, _names(node.value)
    elif isinstance(node, ast.FunctionDef):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield node.name, inner, _names(inner.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr in _GROWERS and isinstance(called.value, ast.Name):
            yield called.value.id, node, _names(*node.value.args)


def _names(*nodes: ast.AST) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}
