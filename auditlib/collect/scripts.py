"""The Alembic scripts as a witness: version files, graph, operations, notes and settings, read and never imported."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd

from auditlib.collect.revisions.application import ApplicationModules
from auditlib.collect.revisions.contents import Contents, read_contents
from auditlib.collect.revisions.file import VersionFile, docstring, read_version_file
from auditlib.collect.revisions.folder import FolderFile, relative, version_folder_files
from auditlib.collect.revisions.graph import Graph, Node, graph
from auditlib.collect.revisions.header import read_header
from auditlib.collect.revisions.modules import Modules
from auditlib.collect.revisions.naming import dated_in, pattern
from auditlib.collect.script_settings import options, read_settings
from auditlib.config.secrets import redact
from auditlib.config.target import ScriptLocation, Target
from auditlib.frames.history import NOTES, OPERATIONS, REVISION_EDGES, REVISIONS, SETTINGS, VERSION_FILES, WITNESSES
from auditlib.wording import counted

Rows = list[dict[str, Any]]
_FRAMES = (SETTINGS, VERSION_FILES, REVISIONS, REVISION_EDGES, OPERATIONS, NOTES, WITNESSES)


def read(target: Target) -> dict[str, pd.DataFrame]:
    """``settings``, ``version_files``, ``revisions``, ``revision_edges``, ``operations``, ``notes`` and ``witnesses``.

    Nothing of the target is imported. What cannot be read is a row of ``version_files`` with its reason, and a line
    of ``witnesses``; the rest goes on.
    """
    rows: dict[str, Rows] = {frame.name: [] for frame in _FRAMES}
    modules = ApplicationModules(target)
    with warnings.catch_warnings(), _uncollected():
        warnings.simplefilter("ignore")  # SyntaxWarnings of the target's files are not ours to raise
        for location in target.locations:
            for name, found in _read_location(location, target, modules).items():
                rows[name] += found
    return {frame.name: frame.conform(rows[frame.name]) for frame in _FRAMES}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Garbage waits: syntax trees hold no circles; looking through them again and again took a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read_location(location: ScriptLocation, target: Target, modules: ApplicationModules) -> dict[str, Rows]:
    settings, problems = read_settings(location, target.project)
    found = list(version_folder_files(location, target.project, options(settings)))
    files = [read_version_file(each) for each in found if not each.stray and not each.usual]
    chosen = _chosen(files)
    shape = graph([_node(file) for file in chosen.values()])
    own = Modules(modules)
    contents = {name: read_contents(file, own) for name, file in chosen.items()}
    strays = [_file_row(location, VersionFile(each), _status(each, files)) for each in found if each.stray]
    loaded = [_file_row(location, _with_duplicates(file, chosen)) for file in files]
    return {
        "settings": settings,
        "version_files": strays + loaded,
        "revisions": [
            {**row, **_ways(contents[row["revision"]])} for row in _revision_rows(location, chosen, shape, modules)
        ],
        "operations": [
            row for name in shape.order for row in _placed(location, chosen[name], contents[name].operations)
        ],
        "notes": [row for name in shape.order for row in _placed(location, chosen[name], contents[name].notes)],
        "revision_edges": _edge_rows(location, shape),
        "witnesses": _witness_rows(location, target, files, shape, problems),
    }


def _status(stray: FolderFile, files: list[VersionFile]) -> str:
    """A file that a revision names belongs to it."""
    return "read" if any(stray.path.name in file.text for file in files) else "stray"


def _chosen(files: list[VersionFile]) -> dict[str, VersionFile]:
    """The file that stands for each revision; of two with one id the later, as in Alembic's own map."""
    chosen: dict[str, VersionFile] = {}
    for file in files:
        if file.readable and file.revision is not None:
            chosen[file.revision] = file
    return chosen


def _node(file: VersionFile) -> Node:
    return Node(str(file.revision), file.parents, file.depends_on, file.branch_labels)


def _with_duplicates(file: VersionFile, chosen: Mapping[str, VersionFile]) -> VersionFile:
    other = chosen.get(file.revision or "", file)
    if other is not file and file.readable:
        file.problem = f"the revision id {file.revision} stands in {other.file.name} too, which Alembic takes"
        file.problem_line = file.variable_lines.get("revision")
    return file


def _file_row(location: ScriptLocation, file: VersionFile, status: str = "") -> dict[str, Any]:
    return {
        "script_location": location.name,
        "file": file.file.name,
        "status": status or ("loaded" if file.readable else "unreadable"),
        "revision": file.revision,
        "problem": file.problem or file.file.stray or None,
        "line": file.problem_line,
    }


def _revision_rows(
    location: ScriptLocation, chosen: Mapping[str, VersionFile], shape: Graph, modules: ApplicationModules
) -> Rows:
    load_order = {name: place for place, name in enumerate(chosen, 1)}
    return [
        {
            "script_location": location.name,
            "revision": name,
            "graph_order": place,
            "load_order": load_order[name],
            **_file_facts(chosen[name], modules),
            **_name_facts(name, chosen[name]),
            **_graph_facts(name, shape),
        }
        for place, name in enumerate(shape.order, 1)
    ]


def _ways(contents: Contents) -> dict[str, str]:
    return {"written_as": contents.written_as, "downgrade_kind": contents.downgrade_kind}


def _placed(location: ScriptLocation, file: VersionFile, rows: Rows) -> Rows:
    place = {"script_location": location.name, "revision": file.revision, "file": file.file.name}
    return [{**place, **row} for row in rows]


def _file_facts(file: VersionFile, modules: ApplicationModules) -> dict[str, Any]:
    doc = docstring(file)
    header = read_header(doc, file.text)
    lines = {name: node.lineno for name, node in file.functions.items()}
    return {
        "file": file.file.name,
        "line": file.variable_lines.get("revision"),
        "upgrade_line": lines.get("upgrade"),
        "downgrade_line": lines.get("downgrade"),
        "message": redact(header.message) if header.message else None,
        "docstring": redact(doc.strip()) if doc else None,
        "down_revisions": ", ".join(file.parents) or None,
        "depends_on": ", ".join(file.depends_on) or None,
        "branch_labels": ", ".join(file.branch_labels) or None,
        "doc_revision": header.revision,
        "doc_revises": header.revises,
        "created_at": header.created_at,
        "application_imports": ", ".join(modules.imported_by(file)) or None,
    }


def _name_facts(name: str, file: VersionFile) -> dict[str, Any]:
    stem = file.file.path.stem
    return {
        "file_date": dated_in(stem),
        "id_date": dated_in(name),
        "id_pattern": pattern(name),
        "file_pattern": pattern(stem),
        "id_length": len(name),
    }


def _graph_facts(name: str, shape: Graph) -> dict[str, Any]:
    parents = shape.parents.get(name, ())
    children = shape.children.get(name, ())
    return {
        "is_head": not children,
        "is_base": not parents,
        "is_branch_point": len(children) > 1,
        "is_merge_point": len(parents) > 1,
    }


def _edge_rows(location: ScriptLocation, shape: Graph) -> Rows:
    return [
        {
            "script_location": location.name,
            "revision": edge.revision,
            "parent": edge.parent,
            "edge": edge.kind,
            "parent_exists": edge.parent_exists,
        }
        for edge in shape.edges
    ]


def _witness_rows(
    location: ScriptLocation, target: Target, files: list[VersionFile], shape: Graph, problems: list[str]
) -> Rows:
    unread = [file.file.name for file in files if not file.readable]
    missing = [relative(folder, target.project) for folder in location.version_folders if not folder.is_dir()]
    said = [f"{counted(len(shape.order), 'revision')} in {counted(len(files), 'version file')}"]
    said += [f"not readable: {', '.join(unread)}"] if unread else []
    said += [f"version folders that are not there: {', '.join(missing)}"] if missing else []
    said += [f"Alembic refuses the graph: {shape.broken}"] if shape.broken else []
    whole = not (unread or missing or problems)
    status = "seen" if whole else "partly" if files else "not seen"
    return [
        {
            "witness": "scripts",
            "subject": location.name,
            "status": status,
            "detail": "; ".join(said + problems),
            "next_step": None if whole else "Mend the files named, or set script_locations to where they lie.",
        }
    ]
