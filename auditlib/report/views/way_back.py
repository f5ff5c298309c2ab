"""What going down and up again gave, and who tried to connect by itself; where nothing was measured, that is said."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.show import Col, Shown, paragraph, placed, show
from auditlib.wording import agreed, counted

_WAYS = (
    Col("step", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("verdict", "Way back"),
    Col("what", "What is not as it was", "prose"),
    Col("up_again", "Up again"),
    Col("place", "Where", "place"),
)
_TRIES = (
    Col("by", "Who"),
    Col("who", "Which", "code"),
    Col("driver", "By", "code"),
    Col("address", "To", "code"),
    Col("stopped_by", "Stopped by"),
    Col("place", "Where", "place"),
)
_WORDS = {"left": ("stays", "stay"), "lost": ("is gone", "are gone"), "changed": ("is another", "are others")}
_AGAIN = {True: "yes", False: "no", None: ""}
_PARTS = {"models": "the models probe", "replay": "the replay"}
_UNASKED = "Not measured: no revision was taken down. Set `reversibility_s`, in seconds, to have it tried."


def in_all(reversibility: pd.DataFrame, witnesses: pd.DataFrame) -> Shown:
    """How many revisions came back how, or why that is unknown; frames ``reversibility`` and ``witnesses``."""
    told = witnesses.loc[witnesses["witness"].eq("replay") & witnesses["subject"].eq("way back")]
    if reversibility.empty:
        why = told["detail"].tolist()
        return paragraph(f"Not measured: {why[0]}." if why else _UNASKED)
    counts = Counter(reversibility["verdict"])
    said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    unheard = [detail for detail, status in told[["detail", "status"]].to_numpy() if status != "seen"]
    more = f" Seen in part: {unheard[0]}." if unheard else ""
    return paragraph(f"Of {counted(len(reversibility), 'applied revision')}: {said}.{more}")


def ways(reversibility: pd.DataFrame) -> Shown:
    """The revisions that do not come back to what was, or do not go up again; frame ``reversibility``."""
    if reversibility.empty:
        return paragraph("")
    fine = reversibility["verdict"].eq("exact") & ~reversibility["again"].eq(False).fillna(False)
    rows = reversibility[~fine]
    told = placed(rows).assign(
        what=[_what(row) for row in records(rows)],
        up_again=[_AGAIN[row["again"]] for row in records(rows)],
    )
    return show(told, "No way back", columns=_WAYS, empty="each revision that was tried comes back and goes up again.")


def tries(connection_tries: pd.DataFrame, witnesses: pd.DataFrame) -> Shown:
    """What code of the target tried to connect by itself; frames ``connection_tries`` and ``witnesses``."""
    ran = set(witnesses.loc[witnesses["status"].ne("not seen"), "witness"])
    unseen = [words for name, words in _PARTS.items() if name not in ran]
    missing = f"not measured in {' and '.join(unseen)}, which {agreed(len(unseen), 'was', 'were')} not run"
    if connection_tries.empty:
        seen = [words for name, words in _PARTS.items() if name in ran]
        said = f"Nothing tried to connect by itself in {' and '.join(seen)}." if seen else ""
        return paragraph(" ".join(filter(None, [said, f"{missing[0].upper()}{missing[1:]}." if unseen else ""])))
    who = [row["revision"] or row["module"] or row["script_location"] or "" for row in records(connection_tries)]
    told = placed(connection_tries).assign(who=who)
    return show(told, f"Tries to connect{f' ({missing})' if unseen else ''}", columns=_TRIES)


def _what(row: dict[str, object]) -> str:
    found = {name: str(row[name]).splitlines() for name in _WORDS if row[name]}
    parts = [f"{', '.join(lines)} {agreed(len(lines), *_WORDS[name])}" for name, lines in found.items()]
    return "; ".join([*parts, *([str(row["message"])] if row["message"] else [])])
