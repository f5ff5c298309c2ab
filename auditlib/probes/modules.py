"""Imports the modules that declare models, one after the other, telling of each before and of each failure after."""

import importlib
import importlib.util
import os
import pkgutil
import sys

# What models are made with; a module of theirs declares none of the application's.
LIBRARIES = {
    *(
        "sqlalchemy",
        "sqlmodel",
        "alembic",
        "flask",
        "flask_sqlalchemy",
        "flask_migrate",
        "pydantic",
        "sqlalchemy_utils",
    ),
    *("geoalchemy2", "pgvector", "advanced_alchemy", "dotenv", "decouple", "pydantic_settings", "fastapi", "asyncpg"),
}


class Modules:
    """Model modules of the project, of the packages that were named, and of the one that env.py imports from."""

    def __init__(self, channel, files, skip=()):
        self._channel = channel
        self._files = files
        self._skip = set(skip)
        self._packages = {}  # name of a package outside the project to its folder
        self._again = []
        self.seen = 0

    def load(self, packages, handed, groups=()):
        """Import everything that looks like models, and load the entry points of ``groups``."""
        for name in sorted(self._of_environments(handed)):
            self._note_package(name)
        for path in self._files.models() + (self._files.models(self._folders()) if self._packages else []):
            self._load_file(path)
        for name in packages:
            self._load_package(name)
        for group in groups:
            self._load_entry_points(group)
        for name in self._again:
            self._import(name, last=True)
        self._channel.tell("imported", modules=self.seen)

    def code(self):
        """Files whose code is the application's."""
        return self._files.code() + (self._files.code(self._folders()) if self._packages else [])

    def is_mine(self, path):
        """The file belongs to the project or to a package of the application's that is installed."""
        return self._files.inside(path) or any(
            os.path.realpath(path).startswith(folder + os.sep) for folder in self._folders()
        )

    def _folders(self):
        return sorted(self._packages.values())

    def _note_package(self, name):
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return
        for folder in (spec.submodule_search_locations or []) if spec else []:
            if not self._files.inside(os.path.join(folder, "x.py")):
                self._packages[name] = os.path.realpath(folder)

    def _of_environments(self, handed):
        """Top-level packages that env.py takes its MetaData from: by its imports, and by the classes it was given."""
        names = set()
        for each in handed:
            for node in each.lines.expressions():
                base = node
                while hasattr(base, "value"):
                    base = base.value
                line = each.lines.imports.get(getattr(base, "id", None))
                names |= {line[1]} if line else set()
            names |= set(each.lines.modules()) if each.metadata or not each.known else set()
            names |= {_top_of(each.location["folder"])} - {None}
        tops = {name.split(".")[0] for name in names}
        return {top for top in tops - LIBRARIES if top not in _standard()}

    def _load_file(self, path):
        shown = self._files.shown(path)
        if any(shown == self._files.shown(file) for file in _loaded_files(os.path.basename(path))):
            self.seen += 1
            return
        name = self._files.module_name(path)
        if name is None:
            message = "no import root holds this file"
            self._channel.tell(
                "problem", stage="import", module=shown, file=shown, message=message, declares=self._declares(path)
            )
        else:
            self._import(name, path)

    def _load_entry_points(self, group):
        entries = _entry_points(group)
        if not entries:
            message = "no installed distribution has an entry point of this group"
            self._channel.tell("problem", stage="import", module="entry points of " + group, message=message)
        for entry in entries:
            shown = "entry point %s of %s (%s)" % (entry.name, group, entry.value)
            self._channel.tell("imports", module=shown, file=None)
            self._note_package(entry.value.partition(":")[0].partition(".")[0])
            try:
                entry.load()
            except BaseException as error:  # the door: target code may raise anything, SystemExit too
                self._tell(shown, None, error)
            else:
                self.seen += 1

    def _load_package(self, name):
        if self._import(name):
            for found in pkgutil.walk_packages(
                getattr(sys.modules[name], "__path__", []), name + ".", lambda _name: None
            ):
                last = found.name.rpartition(".")[2]
                if last != "__main__" and not last.startswith("test") and found.name not in sys.modules:
                    self._import(found.name)

    def _import(self, name, path=None, last=False):
        if name in self._skip:
            return False
        path = path or _file_of(name)
        shown = self._files.shown(path) if path else None
        self._channel.tell("imports", module=name, file=shown, declares=self._declares(path))
        try:
            importlib.import_module(name)
        except BaseException as error:  # the door: target code may raise anything, SystemExit too
            if not last and "partially initialized module" in str(error):
                self._again.append(name)  # a circle of imports that may be entered from another side
                return False
            self._tell(name, path, error)
            return False
        self.seen += 1
        return True

    def _tell(self, name, path, error):
        place = self._files.place_of(error)
        if not place.get("file") and path:
            place = {"file": self._files.shown(path), "line": None}
        said = {"message": _said(error), "declares": self._declares(path)}
        self._channel.tell("problem", stage="import", module=name, **said, **place)

    def _declares(self, path):
        """What is unknown for want of this module: the tables that its text names."""
        return ", ".join(self._files.tables(path)) if path else ""


def _entry_points(group):
    from importlib import metadata

    found = metadata.entry_points()
    chosen = found.select(group=group) if hasattr(found, "select") else found.get(group, ())
    return sorted({(each.name, each.value): each for each in chosen}.values(), key=lambda each: (each.name, each.value))


def _file_of(name):
    """Where a module would be loaded from; None where that cannot be told without running more of it."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return None
    return spec.origin if spec and spec.has_location else None


def _said(error):
    if isinstance(error, SystemExit):
        return "it ended the process with sys.exit(%r)" % (error.code,)
    return "%s: %s" % (type(error).__name__, error)


def _loaded_files(base):
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return [file for file in files if isinstance(file, str) and os.path.basename(file) == base]


def _top_of(folder):
    """The top-level package that an installed script location lies in."""
    parts = folder.replace(os.sep, "/").split("/")
    if "site-packages" in parts and parts.index("site-packages") + 1 < len(parts):
        return parts[parts.index("site-packages") + 1]
    return None


def _standard():
    names = getattr(sys, "stdlib_module_names", None)
    return names if names is not None else set(sys.builtin_module_names) | {"os", "sys", "logging", "asyncio", "re"}
