"""Every MetaData of a process, with the import path that names it best and the line that makes it."""

import gc
import sys

# Their MetaData serve the libraries themselves and are no schema of anybody's.
INTERNAL = ("sqlalchemy", "alembic")


def found():
    """Every MetaData and every mapper alive."""
    from sqlalchemy import MetaData
    from sqlalchemy.orm import Mapper

    objects = gc.get_objects()
    metadata = [each for each in objects if issubclass(type(each), MetaData)]
    mappers = [each for each in objects if issubclass(type(each), Mapper)]
    return metadata, mappers


class Name:
    """An import path of a MetaData, and where the name gets its value; no line where it is only imported there."""

    def __init__(self, path, module, place, mine):
        self.path = path
        self.module = module
        self.file, self.line = place
        self.mine = mine
        self.top = path.split(".")[0]
        self.private = any(part.startswith("_") for part in path.split("."))

    @property
    def order(self):
        """The better of two names comes first: public, short, then by letter."""
        return (self.private, len(self.path), self.path)


class Names:
    """Import paths of every MetaData that a module's variable leads to."""

    def __init__(self, files, sources):
        self._files = files
        self._sources = sources
        self._names = {}
        for module in [each for each in list(sys.modules.values()) if _is_module(each)]:
            if module.__name__.split(".")[0] in INTERNAL:
                continue
            for attribute, value in list(vars(module).items()):
                if isinstance(attribute, str):
                    self._see(module, attribute, value)

    def best(self, metadata):
        """The best name of a MetaData, or None."""
        names = self._names.get(id(metadata), [])
        makers = [name for name in names if name.line is not None]
        mine = [name for name in makers if name.mine]
        # A library's MetaData is best known by the name that the library itself gives to the public.
        public = [name for name in names if name.top in {maker.top for maker in makers}]
        return min(mine or public or names, key=lambda name: name.order, default=None)

    def maker(self, metadata):
        """The name whose module makes the MetaData, for its file and line; else the best one."""
        makers = [name for name in self._names.get(id(metadata), []) if name.line is not None]
        return min(makers, key=lambda name: (not name.mine, name.order), default=self.best(metadata))

    def paths(self, metadata):
        """Every import path of a MetaData."""
        return {name.path for name in self._names.get(id(metadata), ())}

    def _see(self, module, attribute, value):
        for metadata, suffix, owner in _metadata_of(value):
            self._note(metadata, module, attribute, suffix)
            if owner is not None:
                home = sys.modules.get(owner.__module__)
                if home is not None and _resolves(home, owner):
                    self._note(metadata, home, owner.__qualname__, ".metadata")

    def _note(self, metadata, module, attribute, suffix):
        file = getattr(module, "__file__", None)
        source = self._sources.of(file) if file else None
        line = source.defines(attribute) if source else None
        path = module.__name__ + "." + attribute + suffix
        mine = bool(file) and self._files.inside(file)
        self._names.setdefault(id(metadata), []).append(Name(path, module.__name__, (file, line), mine))


def _is_module(value):
    try:
        return isinstance(value.__name__, str) and isinstance(vars(value), dict)
    except Exception:  # the door: what stands in sys.modules may be a proxy or a lazy loader
        return False


def _resolves(module, owner):
    found = module
    for part in owner.__qualname__.split("."):
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    return found is owner


def _metadata_of(value):
    """The MetaData that a variable holds or leads to: (MetaData, what follows the variable's name, owning class)."""
    from sqlalchemy import MetaData
    from sqlalchemy.orm import registry

    kind = type(value)
    if issubclass(kind, MetaData):
        return [(value, "", None)]
    if issubclass(kind, registry):
        return [(value.metadata, ".metadata", None)]
    if issubclass(kind, type):  # never isinstance: a proxy's __class__ may raise anything
        # Only the class that owns it is a name for it; its models are not.
        metadata = _of_class(value, MetaData)
        return [] if metadata is None else [(metadata, ".metadata", value)]
    home = kind.__module__  # no text where a class has a slot of that name, as compiled ones do
    if isinstance(home, str) and home.split(".")[0] == "flask_sqlalchemy":
        return _of_flask(value, MetaData)
    return []


def _of_class(value, kind):
    """The MetaData that a class holds itself, as the root of a declarative tree does."""
    own = vars(value)
    metadata = own.get("metadata")
    if isinstance(metadata, kind):
        return metadata
    made = own.get("registry") or own.get("_sa_registry")
    if not ("__tablename__" in own or "__table__" in own) and isinstance(getattr(made, "metadata", None), kind):
        return made.metadata
    return None


def _of_flask(value, kind):
    try:
        several = getattr(value, "metadatas", None) or {None: value.metadata}
    except (AttributeError, RuntimeError):
        return []
    return [
        (metadata, ".metadata" if bind is None else ".metadatas[%r]" % bind, None)
        for bind, metadata in several.items()
        if isinstance(metadata, kind)
    ]
