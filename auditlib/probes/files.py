"""The application's Python files: which there are, what they are called when imported, which look like models."""

import os
import re
import sys
import traceback

SKIPPED = {"node_modules", "__pycache__", "site-packages", "build", "dist"}
TESTS = {"tests", "test", "testing"}
LARGEST = 2 << 20

_WORDS = ("sqlalchemy", "sqlmodel", "__tablename__", "db.model", "db.column", "db.table", "(base")
_DECLARES = re.compile(
    r"__tablename__\s*[:=]|\bTable\(|\btable\s*=\s*True|declarative_base\(|DeclarativeBase|\bMetaData\(|mapped_column\("
    r"|\bColumn\(|\bMapped\[|\bdb\.Model\b|\bregistry\(|automap_base|\bSQLAlchemy\(|\bmapper_registry\b"
)
_MIGRATION = re.compile(r"^\s*from\s+alembic\s+import\s+.*\bop\b|^\s*down_revision\s*[:=]", re.MULTILINE)
_TABLE = re.compile(r"""(?:__tablename__\s*(?::[^=\n]*)?=|\bTable\()\s*(["'])([^"'\n]+)\1""")
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([A-Za-z_]\w*)", re.MULTILINE)


class Files:
    """Files below the project and the import roots, tests and migrations told apart."""

    def __init__(self, project, roots, original=None, migrations=()):
        self.project = project
        self.original = original
        self.roots = sorted({os.path.realpath(root) for root in roots}, key=len, reverse=True)
        self._migrations = [os.path.join(project, folder) for folder in migrations]
        self._bases = [os.path.realpath(base) for base in (project, original) if base]
        self._texts = {}
        self._shown = {}
        self._inside = {}
        self._entries = {}
        self._names = {}
        self._imported = None

    def shown(self, path):
        """A path as reports show it: relative to the project, else to the folder of ``sys.path`` that holds it."""
        if path not in self._shown:
            self._shown[path] = self._relative(os.path.realpath(path))
        return self._shown[path]

    def _relative(self, path):
        inside = [base for base in self._bases if path.startswith(base + os.sep)]
        bases = inside or [base for base in self._import_path() if path.startswith(base + os.sep)]
        return os.path.relpath(path, max(bases, key=len)).replace(os.sep, "/") if bases else os.path.basename(path)

    def _import_path(self):
        """Folders of ``sys.path``, links followed."""
        for entry in sys.path:
            if entry not in self._entries:
                self._entries[entry] = os.path.realpath(entry)
        return [self._entries[entry] for entry in sys.path if entry]

    def inside(self, path):
        """The file lies in the project, and not in an environment that lies there too."""
        if path not in self._inside:
            real = os.path.realpath(path)
            below = any(real.startswith(base + os.sep) for base in self._bases)
            self._inside[path] = below and not self._in_environment(real)
        return self._inside[path]

    def _in_environment(self, path):
        # A project folder that is itself an installed package is not an environment's content.
        prefix = os.path.realpath(sys.prefix) + os.sep
        return path.startswith(prefix) and prefix.startswith(self._bases[-1] + os.sep)

    def shown_folder(self, path):
        """A path that may be relative to the project already, as ``shown``."""
        return self.shown(os.path.join(self.project, path))

    def place_of(self, error):
        """File and line of the innermost of the application's own lines that an exception passed."""
        frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError) and error.filename:
            frames.append((error.filename, error.lineno))
        mine = [(file, line) for file, line in frames if os.path.isabs(file) and self.inside(file)]
        return {"file": self.shown(mine[-1][0]), "line": mine[-1][1]} if mine else {}

    def text(self, path):
        """The text of a file; empty where it cannot be read."""
        if path not in self._texts:
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    self._texts[path] = file.read(LARGEST)
            except OSError:
                self._texts[path] = ""
        return self._texts[path]

    def code(self, folders=()):
        """Python files of the project, or of these folders, without tests and migrations, in order."""
        found = []
        for folder in folders or [self.project]:
            for place, names, files in os.walk(folder):
                names[:] = sorted(name for name in names if self._walked(place, name, folder))
                found += [os.path.join(place, name) for name in sorted(files) if _is_code(name)]
        return found

    def _walked(self, place, name, top):
        path = os.path.join(place, name)
        if name in SKIPPED or name in TESTS or name.startswith(".") or path in self._migrations:
            return False
        return not os.path.exists(os.path.join(path, "pyvenv.cfg"))

    def models(self, folders=()):
        """Files that look like model modules."""
        return [path for path in self.code(folders) if self._looks_like_models(path)]

    def tables(self, path):
        """Names of the tables that the text of a file declares, as far as they are written out."""
        return sorted({found[1] for found in _TABLE.findall(self.text(path))})

    def _looks_like_models(self, path):
        text = self.text(path)
        lowered = text.lower()
        if not any(word in lowered for word in _WORDS):
            return False
        return bool(_DECLARES.search(text) and not _MIGRATION.search(text))

    def module_name(self, path):
        """The name under which the application's own code would import a file; None where no import root holds it."""
        if path not in self._names:
            self._names[path] = self._best_name(path)
        return self._names[path]

    def _best_name(self, path):
        names = []
        for place in {path, self._in_original(path)} - {None}:
            for root in self.roots + self._import_path():
                name = _dotted(os.path.realpath(place), root)
                if name and name not in [known for known, _root in names]:
                    names.append((name, root))
        if not names:
            return None
        base = _package_base(path)
        return max(names, key=lambda each: (self._imports(each[0]), each[1] == base, len(each[1])))[0]

    def _in_original(self, path):
        if not self.original or not path.startswith(self.project + os.sep):
            return None
        return os.path.join(self.original, os.path.relpath(path, self.project))

    def _imports(self, name):
        """How many imports of the project begin with the first part of this name."""
        if self._imported is None:
            self._imported = {}
            for path in self.code():
                for top in _IMPORT.findall(self.text(path)):
                    self._imported[top] = self._imported.get(top, 0) + 1
        return self._imported.get(name.split(".")[0], 0)


def _is_code(name):
    if not name.endswith(".py") or name in ("setup.py", "conftest.py", "noxfile.py", "__main__.py"):
        return False
    return not name.startswith("test_") and not name.endswith("_test.py")


def _dotted(path, root):
    if not path.startswith(root + os.sep):
        return None
    parts = os.path.relpath(path, root)[: -len(".py")].split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None


def _package_base(path):
    """The folder above the topmost package that a file lies in."""
    folder = os.path.dirname(os.path.realpath(path))
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder
