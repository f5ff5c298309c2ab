"""What of two sides was not compared, and why: rows for the coverage line."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.frames.objects import OBJECT_FRAMES, OTHER_OBJECTS
from auditlib.frames.spec import Frame
from auditlib.reconcile.heard import LIVE, MODELS
from auditlib.reconcile.sides.rows import Two
from auditlib.reconcile.sides.side import ALL_MODELS, Side, attributes, speaks_of
from auditlib.wording import counted, plural

Line = dict[str, str | None]

_MAIN = ("table", "column", "constraint", "index")
_STEP = "Compare two databases, or sources that both can say it."


def not_compared(two: Two) -> list[Line]:
    """Rows of ``witnesses``: witness `A`, `B` or `both`; kinds, attributes, silences, and what A or B did not see."""
    lines = [*_kinds(two), *_attributes(two), *_by_presence(two), *_silences(two), *_seen(two)]
    return list({(line["witness"], line["subject"]): line for line in lines}.values())


def _kinds(two: Two) -> Iterator[Line]:
    mute = [spec for spec in _held(two) if not (speaks_of(spec, two.a) and speaks_of(spec, two.b))]
    if mute:
        yield _line(two, "kinds of objects", f"not compared: {_named(mute)}; {_who(two)} cannot say them")


def _attributes(two: Two) -> Iterator[Line]:
    """What is left out of the kinds that both can say, those of which the same is left out in one line."""
    alike: dict[str, list[Frame]] = {}
    for spec in _held(two):
        if speaks_of(spec, two.a) and speaks_of(spec, two.b):
            alike.setdefault(_left_out(spec, two), []).append(spec)
    for left, specs in alike.items():
        if left:
            yield _line(two, _named(specs), f"not compared: {left}; {_who(two)} cannot say it")


def _named(specs: list[Frame]) -> str:
    return ", ".join(spec.name.replace("_", " ") for spec in specs)


def _by_presence(two: Two) -> Iterator[Line]:
    """Kinds of which it is only known that they are there."""
    kinds = sorted({kind for each in (two.a, two.b) for kind in each.frames[OTHER_OBJECTS.name]["object_kind"]})
    if kinds:
        yield _line(two, "other objects", f"compared by name alone, not by what they say: {', '.join(kinds)}")


def _left_out(spec: Frame, two: Two) -> str:
    said = {column.name for column in attributes(spec, two.a, two.b)}
    asked = [column.name for column in spec.columns if column.compared or column.between_databases]
    return ", ".join(name.replace("_", " ") for name in asked if name not in said)


def _who(two: Two) -> str:
    models = [letter for letter, each in (("A", two.a), ("B", two.b)) if each.source.startswith(ALL_MODELS)]
    if models:
        return f"models ({' and '.join(models)})"
    return "a replayed chain"


def _silences(two: Two) -> Iterator[Line]:
    for letter, each in (("A", two.a), ("B", two.b)):
        count = two.unsaid[letter]
        if count:
            yield {
                "witness": letter,
                "subject": "objects of which it is no witness",
                "status": "partly",
                "detail": f"{count} not compared: {_reason(each)}",
                "next_step": "The audit's report names them, with the steps and models that failed.",
            }


def _reason(each: Side) -> str:
    if each.source.startswith(ALL_MODELS):
        return "PostgreSQL refused to build what the models declare"
    if each.source == LIVE:
        return "other sessions held them, or their tables, locked"
    return "the chain was lent them by the live database, or steps of it did not run"


def _seen(two: Two) -> Iterator[Line]:
    for letter, each in (("A", two.a), ("B", two.b)):
        yield _counted(letter, each)
        if each.source == ALL_MODELS:
            yield from _several(letter, each)
        if "witnesses" in each.every:
            rows = each.every["witnesses"]
            own = rows.loc[rows["witness"].eq(each.source.partition(":")[0]) & rows["status"].ne("seen")]
            for subject, status, detail, step in own[["subject", "status", "detail", "next_step"]].itertuples(
                index=False, name=None
            ):
                yield {"witness": letter, "subject": subject, "status": status, "detail": detail, "next_step": step}


def _counted(letter: str, each: Side) -> Line:
    counts = ", ".join(counted(len(each.frames[plural(noun)]), noun) for noun in _MAIN)
    return {"witness": letter, "subject": each.source, "status": "seen", "detail": counts, "next_step": None}


def _several(letter: str, each: Side) -> Iterator[Line]:
    declared = sorted(name for name in each.heard.sources if name.startswith(MODELS))
    if len(declared) > 1:
        detail = f"{len(declared)} MetaData as one; where several declare an object, {declared[0]} comes first"
        step = f"Name one of them, as {declared[0]}."
        yield {"witness": letter, "subject": "MetaData", "status": "partly", "detail": detail, "next_step": step}


def _held(two: Two) -> list[Frame]:
    """The kinds of which one side at least has an object."""
    both = (two.a, two.b)
    return [spec for spec in OBJECT_FRAMES.values() if spec.object_kind and any(len(x.frames[spec.name]) for x in both)]


def _line(two: Two, subject: str, detail: str) -> Line:
    return {"witness": "both", "subject": subject, "status": "partly", "detail": detail, "next_step": _STEP}
