"""Script locations: from what is written to folders that exist."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditlib.config import dialects, ini, tree
from auditlib.config.env_file import computed, version_table
from auditlib.config.settings import LocationSetting, Settings
from auditlib.config.target import DEFAULT_VERSION_TABLE, Remark, ScriptLocation
from auditlib.config.version_files import version_folders, without_environment
from auditlib.errors import ProjectError

_LISTED = 5  # so many others are named before the rest is counted


@dataclass(frozen=True)
class Draft:
    """A script location as written: a path or ``package:folder``, by a section, the user, or the tree."""

    written: str
    section: ini.Section | None = None
    told: LocationSetting | None = None

    @property
    def base(self) -> Path | None:
        """The folder of the file that says it."""
        return self.section.file.parent if self.section else None

    @property
    def version_locations(self) -> list[str]:
        """Folders of version files as written; empty where the default holds."""
        if self.told and self.told.version_locations:
            return list(self.told.version_locations)
        return self.section.version_locations() if self.section else []


def drafts(project: Path, settings: Settings) -> tuple[list[Draft], list[Remark]]:
    """Script locations as the settings, the ini files or the tree say them, and what was left aside.

    Raises ``ProjectError`` where there is none, or an ini does not parse.
    """
    if settings.script_locations:
        return [_told(project, setting) for setting in settings.script_locations], []
    root = _root_sections(project)
    if root:
        kept, remarks = _for_postgresql(project, [_draft(section) for section in root])
        return kept, remarks + _others(project)
    found = [_draft(section) for file in tree.ini_files(project) for section in _useful(ini.sections(file))]
    covered = {resolve(draft.written, draft.base, project, {}) for draft in found}
    bare = [Draft(str(folder)) for folder in tree.environments(project) if folder not in covered]
    if found or bare:
        return _for_postgresql(project, found + bare)
    loose = version_folders(project)
    if loose:
        return [_without_environment(project, loose)], [without_environment(project, loose)]
    raise ProjectError(
        f"The project {project} has neither an alembic.ini nor a folder with env.py and versions.",
        "Name the folder of the application with --project, or its script locations in auditlib.toml "
        "(`auditlib init` writes one).",
    )


def _for_postgresql(project: Path, found: list[Draft]) -> tuple[list[Draft], list[Remark]]:
    """The drafts without those that are for another database, and what is said of these."""
    places = [resolve(draft.written, draft.base, project, {}) for draft in found]
    urls = [str(draft.section.options.get("sqlalchemy.url", "")) if draft.section else "" for draft in found]
    told = {place: dialects.said(place, url) for place, url in zip(places, urls, strict=True)}
    aside = dialects.meant_for_others(project, told)
    kept = [draft for draft, place in zip(found, places, strict=True) if place not in aside]
    return kept, [dialects.left_aside(project, aside)] if aside else []


def _without_environment(project: Path, folders: Sequence[Path]) -> Draft:
    """Folders of version files that an extension puts together: one history, unless the user tells otherwise."""
    common = Path(os.path.commonpath(folders))
    name = common.relative_to(project).as_posix() if common != project else "version files"
    return Draft(str(common), None, LocationSetting(str(common), name, version_locations=tuple(map(str, folders))))


def packages(found: Sequence[Draft]) -> set[str]:
    """Top-level packages that ``package:folder`` forms name."""
    written = [text for draft in found for text in (draft.written, *draft.version_locations)]
    return {text.partition(":")[0].partition(".")[0] for text in written if _in_package(text)}


def locations(
    project: Path, found: Sequence[Draft], places: Mapping[str, Path]
) -> tuple[tuple[ScriptLocation, ...], list[Remark]]:
    """Script locations whose folders exist, each under a name of its own, and remarks on what is missing.

    Raises ``ProjectError`` where not one of them exists.
    """
    made: list[ScriptLocation] = []
    remarks: list[Remark] = []
    claimed = {resolve(draft.written, draft.base, project, places) for draft in found}
    for draft in found:
        folder = resolve(draft.written, draft.base, project, places)
        if not folder.is_dir():
            stand_in = _only_environment(project, claimed) if draft.section else None
            remarks.append(_absent(draft, folder, stand_in))
            if stand_in is None:
                continue
            folder = stand_in
        location = _location(draft, folder, project, places)
        made.append(location)
        remarks.extend(_incomplete(location, project))
    if not made:
        raise ProjectError(remarks[0].detail, remarks[0].next_step)
    return _named_apart(made), remarks


def resolve(written: str, base: Path | None, project: Path, places: Mapping[str, Path]) -> Path:
    """The folder meant by ``written``: the first candidate with an env.py, else the first that exists."""
    candidates = list(_candidates(written, base, project, places))
    with_env = (folder for folder in candidates if (folder / "env.py").is_file())
    existing = (folder for folder in candidates if folder.is_dir())
    return (next(with_env, None) or next(existing, None) or candidates[0]).resolve()


def _candidates(written: str, base: Path | None, project: Path, places: Mapping[str, Path]) -> Iterator[Path]:
    if _in_package(written):
        yield from _in_packages(written, project, places)
        return
    # Alembic takes a relative path from the current folder: the ini's own, the project, or one between them.
    start = base or project
    yield start / written
    for folder in start.parents:
        if folder.is_relative_to(project):
            yield folder / written
    yield project / written
    yield project.parent / written


def _in_packages(written: str, project: Path, places: Mapping[str, Path]) -> Iterator[Path]:
    dotted, *rest = written.split(":")
    first, *inner = dotted.split(".")
    if first in places:
        yield places[first].joinpath(*inner, *rest)
    for root in (project, project / "src", project.parent):
        yield root.joinpath(first, *inner, *rest)


def _in_package(written: str) -> bool:
    return ":" in written and not Path(written).is_absolute()


def _told(project: Path, setting: LocationSetting) -> Draft:
    if not setting.ini:
        return Draft(setting.path, None, setting)
    file = project / setting.ini
    if not file.is_file():
        raise ProjectError(f"The ini file {file} of the settings does not exist.", "Mend `ini` in script_locations.")
    named = [section for section in ini.sections(file) if section.name == setting.ini_section]
    return Draft(setting.path, named[0] if named else ini.Section(file, setting.ini_section, {}), setting)


def _root_sections(project: Path) -> list[ini.Section]:
    file = project / "alembic.ini"
    own = list(ini.sections(file)) if file.is_file() else []
    shared = ini.toml_section(project / "pyproject.toml")
    if shared and not any(section.script_location for section in own):
        # Since Alembic 1.16 the ini may hold the connection alone; its options win over those of pyproject.toml.
        merged = {**shared.options, **(own[0].options if own else {})}
        return [ini.Section(own[0].file if own else shared.file, own[0].name if own else shared.name, merged)]
    return _useful(own)


def _useful(found: Sequence[ini.Section]) -> list[ini.Section]:
    """Sections that lead to a script location; a Flask extension's ini names none and lies in it."""
    return [each for each in found if each.script_location or (each.file.parent / "env.py").is_file()]


def _draft(section: ini.Section) -> Draft:
    return Draft(section.script_location or str(section.file.parent), section)


def _others(project: Path) -> list[Remark]:
    others = [file for file in tree.ini_files(project) if file.parent != project]
    if not others:
        return []
    names = [file.relative_to(project).as_posix() for file in others]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return [
        Remark(
            "other ini files",
            "not seen",
            f"The project's own alembic.ini was read; not {', '.join(names[:_LISTED])}{more}.",
            "If they belong to the same database, name all of them in script_locations.",
        )
    ]


def _location(draft: Draft, folder: Path, project: Path, places: Mapping[str, Path]) -> ScriptLocation:
    told = draft.told or LocationSetting()
    env = version_table(folder / "env.py")
    return ScriptLocation(
        name=told.name or _name(draft, folder, project),
        folder=folder,
        version_folders=_version_folders(draft, folder, project, places),
        ini=draft.section.file if draft.section else None,
        ini_section=draft.section.name if draft.section else told.ini_section,
        version_table=told.version_table or env.get("version_table", DEFAULT_VERSION_TABLE),
        version_table_schema=told.version_table_schema or env.get("version_table_schema"),
        computed=tuple(name for name in computed(folder / "env.py") if not getattr(told, name)),
    )


def _name(draft: Draft, folder: Path, project: Path) -> str:
    if folder.is_relative_to(project):
        return folder.relative_to(project).as_posix()
    return draft.written if not Path(draft.written).is_absolute() else folder.name


def _version_folders(draft: Draft, folder: Path, project: Path, places: Mapping[str, Path]) -> tuple[Path, ...]:
    written = draft.version_locations
    found = [resolve(text, draft.base, project, places) for text in written] or [_by_dialect(folder / "versions")]
    if draft.section and draft.section.recursive:
        found = [each for top in found for each in (top, *_below(top))]
    return dialects.of_this_one(tuple(dict.fromkeys(found)))


def _by_dialect(folder: Path) -> Path:
    """The part of ``folder`` for PostgreSQL, where it holds a history a dialect and env.py chooses by the URL's."""
    if any(_revisions(folder)):
        return folder
    own = [each for name in dialects.POSTGRESQL if (each := folder / name).is_dir() and any(_revisions(each))]
    return own[0] if own else folder


def _revisions(folder: Path) -> Iterator[Path]:
    return (each for each in folder.glob("*.py") if each.name != "__init__.py")


def _below(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_dir() and not {"__pycache__", ".git"} & set(each.parts))


def _only_environment(project: Path, claimed: set[Path]) -> Path | None:
    """The one folder of the tree with env.py and versions that no section names, for an ini whose folder is absent.

    Programs that ship their migrations write the location into the ini as a template, filled in at run time.
    """
    found = [folder.resolve() for folder in tree.environments(project)]
    return found[0] if len(found) == 1 and found[0] not in claimed else None


def _absent(draft: Draft, folder: Path, stand_in: Path | None) -> Remark:
    said = f"{draft.section.file} names" if draft.section else "The settings name"
    missing = f"{said} the script location {draft.written}, and there is no folder {folder}"
    return Remark(
        f"script location {draft.written}",
        "partly" if stand_in else "not seen",
        f"{missing}; {stand_in}, the only one in the tree, stands for it." if stand_in else f"{missing}.",
        "Mend script_location, or name the script locations in auditlib.toml.",
    )


def _incomplete(location: ScriptLocation, project: Path) -> Iterator[Remark]:
    if not (location.folder / "env.py").is_file():
        yield Remark(
            f"{location.name}/env.py",
            "not seen",
            f"The script location {location.name} has no env.py: which MetaData it hands to Alembic is unknown.",
            "Where an extension stands in for it, let a `setup` hook say what it hands over.",
        )
    for folder in location.version_folders:
        if folder.parent == location.folder / "versions" and folder.name in dialects.POSTGRESQL:
            yield Remark(
                f"version folder {os.path.relpath(folder, project)}",
                "partly",
                f"{location.name}/versions holds a history a dialect; {folder.name} was taken for this database's.",
                "Name version_locations of that script location, if it is another.",
            )
        if not folder.is_dir():
            yield Remark(
                f"version folder {os.path.relpath(folder, project)}",
                "not seen",
                f"The script location {location.name} has no folder {folder}: it holds no revision.",
                "Mend version_locations, or add the folder.",
            )


def _named_apart(made: Sequence[ScriptLocation]) -> tuple[ScriptLocation, ...]:
    """Locations under different names: where two share a folder, the section tells them apart."""
    names = [location.name for location in made]
    return tuple(
        replace(location, name=f"{location.name} [{location.ini_section}]")
        if names.count(location.name) > 1
        else location
        for location in made
    )
