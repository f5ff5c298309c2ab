"""For what the replay has to ask ``env.py``, as far as words in the project's files tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.config.target import ScriptLocation, Target

_METADATA = (b"naming_convention", b"register_operation", b"implementation_for")
_CONNECTION = (b"search_path", b"AUTOCOMMIT", b"transactional_ddl")


def speaks_of_env(project: Path) -> bool:
    """Operations need env.py: for the naming convention of its MetaData, or for what the project adds to Alembic's."""
    return any(word in text for text in map(_bytes, project.rglob("*.py")) for word in _METADATA)


def asks_env(target: Target, working_copy: Path) -> frozenset[str]:
    """The script locations whose env.py, or what it imports, may set something on the connection of its migrations."""
    everywhere = any(_CONNECTION[0] in _bytes(file) for file in _application(target, working_copy))
    return frozenset(each.name for each in target.locations if everywhere or _sets_something(each))


def witnesses(
    target: Target, collected: Mapping[str, pd.DataFrame], remarks: Collection[str]
) -> Iterator[dict[str, Any]]:
    """That revisions ran inside of env.py, where they did, and what live sets for sessions that the replay does not."""
    inside = [each.name for each in target.locations if f"env.py of {each.name}" not in remarks]
    if target.run_env and inside:
        detail = "Each revision ran inside of the real env.py, in a session of its own, its engines led to scratch: "
        detail += f"{', '.join(inside)}."
        yield {"witness": "replay", "subject": "env.py", "status": "seen", "detail": detail, "next_step": None}
    others = collected.get("other_objects", pd.DataFrame({"object_kind": [], "name": []}))
    settings = others.loc[others["object_kind"].eq("database setting"), "name"]
    # Whoever owns what the chain made may be the role that migrates; what others have set does not bear on it.
    owners = set(collected["tables"]["owner"].dropna()) if "tables" in collected else set()
    wanted = {"search_path", *(f"search_path of role {owner}" for owner in owners)}
    for_whom = [str(name) for name in settings if name in wanted]
    if for_whom:
        yield {
            "witness": "replay",
            "subject": "search_path of live",
            "status": "not seen",
            "detail": f"Live sets {', '.join(for_whom)} for sessions: the chain was replayed without it.",
            "next_step": "Let env.py set the search_path that the migrations need, which the replay follows.",
        }


def _application(target: Target, working_copy: Path) -> list[Path]:
    """Python files of the project that are no revisions: those may speak of search_path for functions' sake."""
    folders = [folder for location in target.locations for folder in location.version_folders]
    inside = [folder.relative_to(target.project) for folder in folders if folder.is_relative_to(target.project)]
    versions = [working_copy / folder for folder in inside]
    files = working_copy.rglob("*.py")
    return [file for file in files if not any(file.is_relative_to(folder) for folder in versions)]


def _sets_something(location: ScriptLocation) -> bool:
    own = [_bytes(location.folder / "env.py"), _bytes(location.ini) if location.ini else b""]
    return any(word in text for text in own for word in _CONNECTION)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
