"""Two majors, one spelling: what PostgreSQL's versions write differently, each change by its name.

Within one major the server's own texts are compared as they are. Across two, texts are brought into one spelling where
the change is known; what still differs in a text that the server writes anew from a parsed query is left out of the
comparison and listed, for it may be the version's doing or a person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from auditlib.frames.history import WITNESSES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records

Frames = Mapping[str, pd.DataFrame]

LIVE, CHAIN, HEAD = "live", "replay", "replay:head"
MOST_NAMED = 20


@dataclass(frozen=True)
class Spelling:
    """A text that is written in another way since a major; ``alike`` gives what both ways have in common."""

    name: str
    since: int
    frame: str
    attribute: str
    alike: Callable[[str], str]


@dataclass(frozen=True)
class Rewritten:
    """A text that the server writes anew, and since ``since`` maybe otherwise; of values that match ``only``."""

    since: int
    frame: str
    attribute: str
    only: str = ""


@dataclass(frozen=True)
class Beyond:
    """Rows that no older major can have."""

    name: str
    since: int
    frame: str
    attribute: str
    value: str


@dataclass(frozen=True)
class Across:
    """Frames in one spelling, the majors that they were read from, and what is left out of their comparison."""

    frames: dict[str, pd.DataFrame]
    majors: tuple[int, ...]
    applied: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]  # what is not compared, and the object

    def witnesses(self) -> pd.DataFrame:
        """The coverage line of it: nothing where all was read from one major."""
        if len(self.majors) < 2:
            return WITNESSES.empty()
        versions = " and ".join(map(str, self.majors))
        named: dict[str, list[str]] = {}
        for what, name in self.left_out:
            named.setdefault(what, []).append(name)
        alike = f", in one spelling of {' and '.join(self.applied)}" if self.applied else ""
        seen = {"witness": "scratch", "subject": "server versions", "status": "seen"}
        rows = [{**seen, "detail": f"PostgreSQL {versions} were compared{alike}"}]
        return WITNESSES.conform([*rows, *(self._not_compared(what, names) for what, names in named.items())])

    def _not_compared(self, what: str, names: list[str]) -> dict[str, str]:
        versions = " and ".join(map(str, self.majors))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return {
            "witness": "scratch",
            "subject": f"{what} across versions",
            "status": "not seen",
            "detail": f"PostgreSQL {versions} may write it differently, so that it was not compared: "
            f"{', '.join(names[:MOST_NAMED])}{more}",
            "next_step": "Have a scratch server of the live server's major version, by --pg-bin or --scratch-url.",
        }


def across(frames: Frames) -> Across:
    """``frames`` as they can be compared across the majors of their sources, which ``servers`` tells."""
    servers = frames.get("servers", OBJECT_FRAMES["servers"].empty())
    majors = tuple(sorted({int(major) for major in servers["major"].dropna()}))
    if len(majors) < 2:
        return Across(dict(frames), majors, (), ())
    changed, applied = dict(frames), []
    for spelling in SPELLINGS:
        if _between(spelling.since, majors) and len(changed.get(spelling.frame, ())):
            changed[spelling.frame] = _spelled_alike(changed[spelling.frame], spelling)
            applied.append(spelling.name)
    left_out: list[tuple[str, str]] = []
    for beyond in BEYOND:
        if _between(beyond.since, majors) and beyond.frame in changed:
            changed[beyond.frame], names = _without(changed[beyond.frame], beyond)
            left_out += names
    for text in REWRITTEN:
        if _between(text.since, majors) and text.frame in changed:
            changed[text.frame], names = _kept_apart(changed[text.frame], text, servers)
            left_out += names
    return Across(changed, majors, tuple(applied), tuple(dict.fromkeys(left_out)))


def _between(since: int, majors: tuple[int, ...]) -> bool:
    return majors[0] < since <= majors[-1]


def _spelled_alike(rows: pd.DataFrame, spelling: Spelling) -> pd.DataFrame:
    alike = rows[spelling.attribute].map(spelling.alike, na_action="ignore").astype(rows[spelling.attribute].dtype)
    return rows.assign(**{spelling.attribute: alike})


def _without(rows: pd.DataFrame, beyond: Beyond) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    only = rows[beyond.attribute].eq(beyond.value).fillna(False).astype(bool)
    names = [(beyond.name, _name(beyond.frame, row)) for row in records(rows.loc[only])]
    return rows.loc[~only].reset_index(drop=True), names


def _kept_apart(
    rows: pd.DataFrame, text: Rewritten, servers: pd.DataFrame
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """``rows`` without the texts that differ between live and a source of another major, and the names of those."""
    spec, attribute = OBJECT_FRAMES[text.frame], text.attribute
    key = spec.key[1:]
    if attribute not in rows.columns or not (rows["source"].eq(LIVE)).any():
        return rows, []
    said = rows.loc[rows[attribute].notna() & rows["source"].isin(_asked(servers)), ["source", *key, attribute]]
    own = said.loc[said["source"].eq(LIVE)].drop(columns="source")
    pairs = said.loc[said["source"].ne(LIVE)].merge(own, on=key, suffixes=("", "_live"))
    differ = pairs.loc[pairs[attribute].ne(pairs[f"{attribute}_live"]) & _matching(pairs, text)].drop_duplicates(key)
    if differ.empty:
        return rows, []
    apart = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(differ[key]))
    what = f"{spec.object_kind} {attribute.replace('_', ' ')}"
    names = [(what, _name(text.frame, row)) for row in records(differ)]
    return rows.assign(**{attribute: rows[attribute].mask(apart)}), names


def _asked(servers: pd.DataFrame) -> set[str]:
    """Live, and the sources of another major; the heads only where nothing tells of the database's position."""
    live = servers.loc[servers["source"].eq(LIVE), "major"]
    others = {*servers.loc[~servers["major"].isin(live), "source"]}
    return {LIVE, *(others - {HEAD} if CHAIN in others else others)}


def _matching(pairs: pd.DataFrame, text: Rewritten) -> pd.Series:
    both = pairs[text.attribute].astype("str"), pairs[f"{text.attribute}_live"].astype("str")
    return both[0].str.match(text.only) & both[1].str.match(text.only)


def _name(frame: str, row: Mapping[str, object]) -> str:
    """The words of a row's key, as far as they are not empty."""
    words = [str(row[name]) for name in OBJECT_FRAMES[frame].key[1:] if row[name]]
    return ".".join(words[:2]) + "".join(f" {word}" for word in words[2:])


_IDENTIFIER = r'(?:"(?:[^"]|"")+"|[a-z_\x80-\U0010ffff][\w$]*)'
_LONE = re.compile(
    rf"^   FROM (?:ONLY )?(?:{_IDENTIFIER}\.)?(?P<name>{_IDENTIFIER})(?: (?P<alias>{_IDENTIFIER}))?;?$(?!\n    )",
    re.MULTILINE,
)


def unqualified(query: str) -> str:
    """A view's query without the qualifiers of the only relation that it reads.

    >>> unqualified(" SELECT t.a\\n   FROM public.t;") == unqualified(" SELECT a\\n   FROM public.t;")
    True
    """
    lone = _LONE.search(query)
    if lone is None:
        return query
    qualifier = re.escape(lone["alias"] or lone["name"])
    parts = re.compile(rf"""'(?:[^']|'')*'|(?<![\w.$"]){qualifier}\.(?=["*\w])|"(?:[^"]|"")*\"""")
    return parts.sub(lambda found: "" if found[0].endswith(".") and found[0][0] != "'" else found[0], query)


SPELLINGS = (
    Spelling("columns of a lone relation without its name (16)", 16, "views", "definition", unqualified),
)  # fmt: skip
BEYOND = (
    Beyond("privilege MAINTAIN", 17, "privileges", "privilege", "MAINTAIN"),
    Beyond("default privilege MAINTAIN", 17, "default_privileges", "privilege", "MAINTAIN"),
)
REWRITTEN = (
    Rewritten(16, "views", "definition"),
    Rewritten(16, "rules", "definition"),
    Rewritten(16, "functions", "body", only=r"\s*(?:BEGIN ATOMIC|RETURN)\b"),
    # A subscription that says nothing of it streams in parallel since 18, and not at all before.
    Rewritten(18, "subscriptions", "streaming", only=r"(?:off|parallel)$"),
    # Before 16 changes are always made as its owner; since then only where it says so.
    Rewritten(16, "subscriptions", "run_as_owner"),
    # 14 keeps the SQL spelling of EXTRACT, AT TIME ZONE, TRIM and the like, which 13 writes as function calls.
    *(
        Rewritten(14, frame, attribute)
        for frame, attributes in {
            "tables": ("partition_key", "partition_bound"),
            "columns": ("default", "generated"),
            "constraints": ("definition",),
            "indexes": ("columns", "predicate"),
            "types": ("default", "checks"),
            "views": ("definition",),
            "triggers": ("definition",),
            "rules": ("definition",),
            "policies": ("using_expression", "check_expression"),
            "statistics_objects": ("definition",),
        }.items()
        for attribute in attributes
    ),
)  # fmt: skip
