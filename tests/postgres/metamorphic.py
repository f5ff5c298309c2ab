"""The demo under other names and on other days: what is said of it must not change but for the names and days.

Every part of every name that the application made up is replaced by another word of the same length, and every date is
moved by the same number of days. Words of Python, SQL and the libraries stay.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import random
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

TEXTS = {".py", ".ini", ".backup", ".mako", ".md", ".txt"}
SHORTEST = 3
# Words of the demo's own start-up program, of Alembic's layout, and of conventions that rules may know.
KEPT = set(
    """
    alembic sqlmodel sqlalchemy pgvector psycopg
    versions env app core database init make engine models backup script requirements readme main run
    created updated created_at updated_at and the for not with has its from idx null true false test trigger
    """.split()  # noqa: SIM905 a list of words
)
_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]")
_WORD = re.compile(r"[A-Za-z]+")
_COMPACT = re.compile(r"(?<!\d)20\d{6}(?!\d)")
_DASHED = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")


def parts(name: str) -> list[str]:
    """The words in a name, lower case: ``CCNLSectorDB`` is ccnl, sector, db."""
    return [part.lower() for part in _PART.findall(name)]


def names_in(project: Path) -> set[str]:
    """Names that the application's own Python makes up: classes, functions, attributes of classes, names in strings."""
    found: set[str] = set()
    for file in project.rglob("*.py"):
        found |= {file.stem, *(parent.name for parent in file.relative_to(project).parents)}
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                found |= {node.name, *_assigned(node)}
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                found |= _table_named(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", node.value))
    return found


def library_words(modules: Iterable[object]) -> set[str]:
    """Words of Python and of everything that these modules offer, parameters included."""
    words = {*keyword.kwlist, *dir(builtins), *KEPT}
    for module in modules:
        for name, thing in vars(module).items():
            words |= {name, *(dir(thing) if inspect.isclass(thing) else ())}
            words |= _parameters(thing)
            if inspect.isclass(thing):
                for member in vars(thing).values():
                    words |= _parameters(member)
    return {part for word in words for part in (word.lower(), *parts(word))}


class Renaming:
    """A seeded one-to-one map of words and days, and the way back."""

    def __init__(self, seed: int, names: Iterable[str], kept: set[str]) -> None:
        self._random = random.Random(seed)
        self.days = self._random.randrange(40, 400)
        words = sorted({part for name in names for part in parts(name)} - kept)
        self.words = self._words([word for word in words if len(word) >= SHORTEST], kept)
        self._inverse = {new: old for old, new in self.words.items()}

    def text(self, text: str) -> str:
        """The text under the new names and days."""
        return self._shifted(self._renamed(text, self.words), self.days)

    def back(self, text: str) -> str:
        """The text under the old names and days."""
        return self._shifted(self._renamed(text, self._inverse), -self.days)

    def project(self, folder: Path) -> None:
        """Rename every file of a project and all that is written in it."""
        for path in sorted(folder.rglob("*"), key=lambda path: -len(path.parts)):
            if path.is_file() and path.suffix in TEXTS:
                path.write_text(self.text(path.read_text()))
            name = path.name if path.suffix not in TEXTS else self.text(path.name)
            path.rename(path.with_name(name if path.is_file() else self.text(path.name)))

    def _words(self, words: list[str], kept: set[str]) -> dict[str, str]:
        taken = {*kept, *words}
        found: dict[str, str] = {}
        for word in words:
            new = word
            while new in taken:
                new = "".join(self._random.choice("abdefghklmnoprtuvwyz") for _ in word)
            taken.add(new)
            found[word] = new
        return found

    @staticmethod
    def _renamed(text: str, words: dict[str, str]) -> str:
        return _WORD.sub(lambda word: _PART.sub(lambda part: _as(part.group(), words), word.group()), text)

    @staticmethod
    def _shifted(text: str, days: int) -> str:
        for pattern, form in ((_COMPACT, "%Y%m%d"), (_DASHED, "%Y-%m-%d")):
            text = pattern.sub(lambda found, form=form: _moved(found.group(), form, days), text)
        return text


def _as(part: str, words: dict[str, str]) -> str:
    """The new word in the case of the old one."""
    new = words.get(part.lower(), part.lower())
    if part.isupper() and len(part) > 1:
        return new.upper()
    return new.capitalize() if part[0].isupper() else new


def _moved(text: str, form: str, days: int) -> str:
    try:
        return (date.fromisoformat(text) + timedelta(days)).strftime(form)
    except ValueError:
        return text


def _assigned(node: ast.ClassDef) -> set[str]:
    found: set[str] = set()
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _table_named(node: ast.Assign) -> set[str]:
    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {str(getattr(node.value, "value", ""))} if "__tablename__" in names else set()


def _parameters(thing: object) -> set[str]:
    try:
        return set(inspect.signature(thing).parameters) if callable(thing) else set()
    except (TypeError, ValueError):
        return set()
