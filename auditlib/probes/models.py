"""The models of an application as a witness: what env.py hands to Alembic, every MetaData, each class, each refusal.

Messages, in order: ``versions``; ``prepares`` and ``prepared`` around the setup hook; for each script location
``runs`` and ``environment``; for each model module ``imports``; ``metadata``, ``model``, ``model_column``; for each
MetaData ``build``, ``stub`` and the driver's own; ``judges``, ``reflected``, ``hidden`` and ``judged`` where env.py
filters; ``missed`` and ``problem`` anywhere. Ends with ``done``.
"""

import importlib
import os
import sys

from . import environment, hidden, missed, prepare
from .build import Builder
from .chosen import Chosen
from .declared import Declared
from .engine import engine
from .files import Files
from .found import INTERNAL, Names, found
from .modules import Modules
from .origins import Origins
from .syntax import Sources
from .uses import Uses


def main(channel, arguments):
    """Look, tell, build."""
    if not _versions(channel):
        return
    missed.watch(channel, arguments["project"], arguments.get("not_copied") or ())
    locations = arguments.get("locations") or []
    folders = [folder for location in locations for folder in _folders(location)]
    files = Files(arguments["project"], arguments["import_roots"], arguments.get("original"), folders)
    origins = Origins(files)
    origins.listen()
    prepared = prepare.run(channel, arguments.get("setup"), arguments["project"])
    handed = [_environment(channel, arguments, location, prepared, files) for location in locations]
    if arguments.get("environments_alone"):
        return
    modules = Modules(channel, files, skip=arguments.get("skip_modules") or ())
    modules.load(arguments.get("model_packages") or (), handed, arguments.get("model_entry_points") or ())
    _configure(channel, files)
    chosen = Chosen(channel, arguments.get("metadata") or ())
    _Models(channel, files, modules, handed, origins, chosen=chosen).tell()
    hidden.tell(channel, handed, files)


def _versions(channel):
    try:
        import sqlalchemy
    except ImportError as error:
        channel.tell("lacks", what="SQLAlchemy", message=str(error), python=sys.version.split()[0])
        return False
    try:
        alembic = importlib.import_module("alembic").__version__
    except ImportError:
        alembic = None
    channel.tell("versions", python=sys.version.split()[0], sqlalchemy=sqlalchemy.__version__, alembic=alembic)
    return True


def _folders(location):
    """Folders whose files are migrations and no models."""
    return [location["folder"]] + list(location.get("version_folders") or ())


def _environment(channel, arguments, location, prepared, files):
    """Run one env.py, unless it was found before that it does not end."""
    file = location["folder"] + "/env.py"
    if location["name"] in (arguments.get("skip_environments") or ()):
        handed = environment.Handed(location)
        handed.lines = environment.Lines(os.path.join(arguments["project"], file))
    else:
        channel.tell("runs", location=location["name"], file=file)
        handed = environment.run(location, arguments["project"], prepared)
    problem = handed.problem or {}
    channel.tell(
        "environment",
        location=location["name"],
        known=handed.known,
        by=handed.by,
        handed=len(handed.metadata),
        options=handed.options.rows(files.shown),
        missed=(handed.options.missed or {}).get("message"),
        unread=sorted(set(handed.options.unread)),
        reached=sorted(handed.reached),
        filters=hidden.status(handed),
        version_locations=handed.version_locations,
        message=problem.get("message"),
        line=problem.get("line"),
        file=file,
    )
    return handed


def _configure(channel, files):
    from sqlalchemy.orm import configure_mappers

    try:
        configure_mappers()
    except BaseException as error:  # the door: target code may raise anything
        place = files.place_of(error)
        channel.tell("problem", stage="configure", message="%s: %s" % (type(error).__name__, error), **place)


class _Models:
    """Rows of what was found, then the building."""

    def __init__(self, channel, files, modules, handed, origins, *, chosen):
        self._channel = channel
        self._files = files
        self._modules = modules
        self._handed = handed
        self._sources = Sources(files)
        metadata, mappers = found()
        self._chosen = chosen
        self._declared = Declared(files, self._sources, mappers, origins)
        self._names = Names(files, self._sources)
        self._known = self._named(metadata)

    def _named(self, metadata):
        """MetaData worth telling of, by name; the application's own before the libraries'."""
        if self._chosen:
            return dict(self._chosen.named)
        named = {}
        for each in metadata:
            name = self._name(each)
            if name and name.split(".")[0] not in INTERNAL and (each.tables or self._is_mine(each)):
                named.setdefault(name, each)
        return dict(sorted(named.items(), key=lambda item: (self._is_library(item[1]), item[0])))

    def _name(self, metadata):
        best = self._names.best(metadata)
        if best:
            return best.path
        for handed in self._handed:
            if any(metadata is each for each in handed.metadata):
                return "%s/env.py:target_metadata" % handed.location["folder"]
        classes = [kind for table in metadata.tables.values() for kind in self._declared.classes(table)]
        names = sorted("%s.%s.metadata" % (kind.__module__, kind.__qualname__) for kind in classes)
        return names[0] if names else None

    def _is_mine(self, metadata):
        """Made in the application, or handed to Alembic by it."""
        maker = self._names.maker(metadata)
        handed = any(metadata is each for handed in self._handed for each in handed.metadata)
        return handed or bool(maker and maker.file and self._modules.is_mine(maker.file))

    def _is_library(self, metadata):
        """No table of it is declared in the application."""
        if self._chosen:
            return False
        if not metadata.tables:
            return not self._is_mine(metadata)
        places = [self._declared.file(table) for table in metadata.tables.values()]
        known = [place for place in places if place]
        return bool(known) and not any(self._modules.is_mine(place) for place in known)

    def tell(self):
        """Everything."""
        uses = self._uses()
        for name, metadata in self._known.items():
            self._tell_metadata(name, metadata)
            for table in metadata.tables.values():
                self._tell_table(name, metadata, table, uses)
        for name, metadata in self._known.items():
            if metadata.tables and not self._is_library(metadata):
                self._build(name, metadata)

    def _uses(self):
        models = [
            (kind, metadata)
            for metadata in self._known.values()
            for table in metadata.tables.values()
            for kind in self._declared.classes(table)
        ]
        uses = Uses(self._files, self._sources, models)
        uses.count(self._modules.code())
        return uses

    def _tell_metadata(self, name, metadata):
        maker = self._names.maker(metadata)
        tracked = [handed.location["name"] for handed in self._handed if self._tracks(handed, metadata)]
        unknown = [handed for handed in self._handed if self._tracks(handed, metadata) is None]
        self._channel.tell(
            "metadata",
            metadata=name,
            module=maker.module if maker else None,
            file=self._files.shown(maker.file) if maker and maker.file else None,
            line=maker.line if maker else None,
            tables=len(metadata.tables),
            tracked=True if tracked else (None if unknown or not self._handed else False),
            tracked_by=tracked,
            tracked_lines=self._lines(metadata),
            library=self._is_library(metadata),
            naming_convention=bool(set(metadata.naming_convention) - {"ix"}),
            unnamed_constraints=len([each for table in metadata.tables.values() for each in _unnamed(table)]),
        )

    def _tracks(self, handed, metadata):
        """True, false, or None where it cannot be told."""
        if handed.known:
            return any(metadata is each for each in handed.metadata)
        resolved = [handed.lines.resolve(node) for node in handed.lines.expressions()]
        if any(each is metadata or getattr(each, "metadata", None) is metadata for each in resolved):
            return True
        # A text whose every part was found says no; one with a part that was not says nothing.
        return False if resolved and all(each is not None for each in resolved) else None

    def _lines(self, metadata):
        tracking = [handed for handed in self._handed if self._tracks(handed, metadata)]
        found_lines = []
        for handed in tracking or self._handed:
            file = handed.location["folder"] + "/env.py"
            lines = set(handed.lines.deciding())
            for node in handed.lines.expressions():
                value = handed.lines.resolve(node)
                if value is metadata or getattr(value, "metadata", None) is metadata:
                    lines.add(handed.lines.import_line(node))
            found_lines += ["%s:%d" % (self._files.shown_folder(file), line) for line in sorted(lines - {None})]
        return found_lines

    def _tell_table(self, name, metadata, table, uses):
        row = self._declared.table(table)
        counts = [uses.of(kind) for kind in self._declared.classes(table)]
        files = sorted({file for _count, several in counts for file in several})
        row["references"] = sum(count for count, _files in counts) if counts else None
        row["referring_files"] = files
        self._channel.tell("model", metadata=name, handed=self._was_handed(metadata, table), **row)
        for column in self._declared.columns(table, self._holder_name):
            self._channel.tell("model_column", metadata=name, **column)

    def _was_handed(self, metadata, table):
        """The table stood in the MetaData when env.py handed it over; None where that cannot be told."""
        told = [_stood_in(handed, metadata, table.key) for handed in self._handed]
        if True in told:
            return True
        return None if None in told or not told else False

    def _holder(self, metadata, key):
        """The table of that key in another MetaData: one that env.py hands to Alembic before the others."""
        holding = [(name, each) for name, each in self._known.items() if each is not metadata and key in each.tables]
        tracked = [item for item in holding if any(self._tracks(handed, item[1]) for handed in self._handed)]
        return (tracked or holding or [(None, None)])[0]

    def _holder_name(self, metadata, key):
        return None if key in metadata.tables else self._holder(metadata, key)[0]

    def _build(self, name, metadata):
        answer = self._channel.ask("build", metadata=name)
        builder = Builder(self._channel, self._declared, name, metadata)
        made = engine(self._channel, answer.get("database") or name, builder.context)
        try:
            builder.build(made, lambda mine, key: (self._holder(mine, key)[1] or _NOTHING).tables.get(key))
        except Exception as error:  # the door: the application's own types and listeners
            message = "%s: %s" % (type(error).__name__, error)
            self._channel.tell("problem", stage="build", metadata=name, message=message)
        finally:
            made.dispose()


def _unnamed(table):
    """Constraints beside the primary key that the server will have to name."""
    kinds = ("UniqueConstraint", "ForeignKeyConstraint", "CheckConstraint")
    constraints = [each for each in table.constraints if type(each).__name__ in kinds]
    return [each for each in constraints if not isinstance(each.name, str) and not getattr(each, "_create_rule", None)]


def _stood_in(handed, metadata, key):
    """Whether one env.py handed a table over; None where an earlier env.py had it imported already."""
    if not handed.known:
        return None
    if key not in handed.tables.get(id(metadata), ()):
        return False
    return None if key in handed.before.get(id(metadata), ()) else True


class _Nothing:
    tables = {}


_NOTHING = _Nothing()
