"""What the include_* options of all script locations together hide: an object that one of them sees is not hidden."""

from .filters import Filters
from .schema import Reflected

FILTERS = ("include_object", "include_name", "include_symbol")
_KINDS = {"unique_constraint": "constraint", "foreign_key_constraint": "constraint"}


def has_filters(handed):
    """Its env.py gives Alembic a function that chooses."""
    return any(handed.options.values.get(name) is not None for name in FILTERS)


def status(handed):
    """``none``, ``asked`` or ``unknown``: whether one env.py filters, and whether its filters can be asked."""
    if not handed.known or any(name in FILTERS + ("**",) for name in handed.options.unread):
        return "unknown"
    if not has_filters(handed):
        return "none"
    bad = [name for name in FILTERS if not callable(handed.options.values.get(name, len))]
    return "unknown" if bad else "asked"


def tell(channel, several, files):
    """Ask for the tables of the database and tell ``hidden`` for each object that no location sees."""
    if not several or any(status(handed) != "asked" for handed in several):
        return
    channel.tell("judges", file=several[0].location["folder"] + "/env.py")
    answer = channel.ask("reflected")
    if "tables" not in answer:
        return
    reflected = Reflected(answer)
    verdicts = [Filters(handed.options.values, handed.metadata, reflected).judge() for handed in several]
    known = set(verdicts[0]).intersection(*verdicts[1:])
    for key in sorted(known, key=lambda each: tuple(part or "" for part in each)):
        row = _row(key, [each[key] for each in verdicts], several, files)
        if row:
            channel.tell("hidden", **row)
    channel.tell("judged", tables=len(reflected.keys()))


def _row(key, verdicts, several, files):
    """One object; None where it is merely in a schema that nobody asked Alembic to look into."""
    kind, schema, table, name = key
    named = [(verdict, handed) for verdict, handed in zip(verdicts, several) if verdict.by]
    if not named:
        return None
    places = [handed.options.place(verdict.by) for verdict, handed in named]
    return {
        "object_kind": _KINDS.get(kind, kind),
        "schema": schema,
        "table": table,
        "name": name,
        "hidden": None if any(verdict.hidden is None for verdict in verdicts) else True,
        "by": sorted({verdict.by for verdict, _handed in named}),
        "file": files.shown(places[0][0]) if places[0][0] else None,
        "line": places[0][1],
        "lines": sorted({"%s:%s" % (files.shown(file), line) for file, line in places if file}),
        "reason": next((verdict.reason for verdict in verdicts if verdict.reason), None),
    }
