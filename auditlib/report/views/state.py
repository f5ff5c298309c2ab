"""Where the database stands: heads, position, what is pending; and what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.markup import html_text, markdown_text
from auditlib.report.show import Col, Shown, joined, missing, paragraph, show
from auditlib.wording import agreed, counted

_PENDING = (
    Col("pending_order", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("message", "Says", "prose"),
    Col("id_length", "Characters in its id", "number"),
    Col("fits", "Fits the version table", "flag"),
    Col("file", "File", "place"),
)


def state(state: pd.DataFrame, version_tables: pd.DataFrame) -> Shown:
    """Head, position and pending revisions of each script location; frames ``state``, ``version_tables``."""
    if state.empty:
        return paragraph("No revision was seen: the state of the chain is unknown.")
    rows = [_location(str(name), part) for name, part in state.groupby("script_location", sort=True)]
    columns: tuple[Col, ...] = (
        Col("location", "Script location", "code"),
        Col("status", "State", "status"),
        Col("head", "Head", "code"),
        Col("position", "The database stands at", "code"),
        Col("applied", "Applied", "number"),
        Col("pending", "Pending", "number"),
    )
    if any(row["apart"] for row in rows):
        columns = (*columns, Col("apart", "On a line never taken", "number"))
    located = show(pd.DataFrame(rows), "State of each script location", columns=columns)
    return located + _tables(version_tables)


def pending(state: pd.DataFrame, revisions: pd.DataFrame) -> Shown:
    """The pending revisions in the order Alembic would run them; frames ``state``, ``revisions``."""
    if _cannot_tell(state):
        return paragraph("Which revisions are pending is unknown: the version table was not read.")
    waiting = state[state["status"] == "pending"].sort_values(["script_location", "pending_order"], kind="stable")
    said = revisions[["script_location", "revision", "message", "file"]]
    rows = waiting.merge(said, on=["script_location", "revision"], how="left")
    several = rows["script_location"].nunique() > 1
    columns = (Col("script_location", "Script location", "code"), *_PENDING) if several else _PENDING
    return show(rows, "Pending revisions, in the order they would run", columns=columns, empty="none.")


def unknown_rows(state: pd.DataFrame) -> Shown:
    """Rows of the version tables that no file has; frame ``state``."""
    rows = state[state["status"] == "unknown row"]
    columns = (Col("script_location", "Script location", "code"), Col("revision", "Version row", "code"))
    return show(rows, "Version rows that no file has", columns=columns, empty="none.")


def numbers(counts: Mapping[str, int | None]) -> Shown:
    """Counts side by side; what was not seen reads `unknown`."""
    items = [
        (label, "unknown" if value is None else f"{value:,}".replace(",", "\u202f")) for label, value in counts.items()
    ]
    return Shown(
        '<ul class="numbers">' + "".join(_number(label, value) for label, value in items) + "</ul>",
        "\n".join(f"- {markdown_text(label)}: {markdown_text(value)}" for label, value in items),
    )


def counts(frames: Mapping[str, pd.DataFrame]) -> Shown:
    """How many revisions, tables, models and MetaData there are; frames by name, such as ``snapshot.frames``."""
    state, coverage, metadata = (frames[name] for name in ("state", "coverage", "metadata"))
    scripts, live, models = (_was_seen(frames["witnesses"], name) for name in ("scripts", "live", "models"))
    pending_ = None if _cannot_tell(state) else int((state["status"] == "pending").sum())
    untracked = metadata[metadata["tracked"].eq(False) & ~metadata["library"].eq(True)]
    known, declared = (int(coverage[name].eq(True).sum()) for name in ("in_live", "in_models"))
    return numbers(
        {
            agreed(len(frames["revisions"]), "revision", "revisions"): len(frames["revisions"]) if scripts else None,
            "pending": pending_ if scripts else None,
            agreed(known, "live table", "live tables"): known if live else None,
            f"{agreed(declared, 'table', 'tables')} declared by models": declared if models else None,
            "MetaData": len(metadata) if models else None,
            "of them untracked": len(untracked) if models and metadata["tracked"].notna().all() else None,
        }
    )


def _number(label: str, value: str) -> str:
    attribute = ' class="unknown"' if value == "unknown" else ""
    return f"<li{attribute}><strong>{html_text(value)}</strong> {html_text(label)}</li>"


def _was_seen(witnesses: pd.DataFrame, name: str) -> bool:
    return bool(((witnesses["witness"] == name) & witnesses["status"].isin(["seen", "partly"])).any())


def _cannot_tell(state: pd.DataFrame) -> bool:
    return state.empty or bool((state["status"] == "unknown").any())


def _location(name: str, part: pd.DataFrame) -> dict[str, Any]:
    unknown = bool((part["status"] == "unknown").any())
    waiting = int((part["status"] == "pending").sum())
    positions = _names(part, "is_position")
    here = part["is_position"].eq(True)
    implied = _names(part[part["status"].eq("applied") & ~here], "is_head")
    if implied:
        positions += f" (and by what it needs at {implied})"
    return {
        "location": name,
        "status": "unknown" if unknown else "pending" if waiting else "at head",
        "head": _names(part[part["status"] != "not taken"], "is_head"),
        "position": positions or ("unknown" if unknown else "before the first revision"),
        "applied": pd.NA if unknown else int((part["status"] == "applied").sum()),
        "pending": pd.NA if unknown else waiting,
        "apart": int((part["status"] == "not taken").sum()),
    }


def _names(part: pd.DataFrame, flag: str) -> str:
    return ", ".join(part.loc[part[flag].eq(True), "revision"])


def _tables(version_tables: pd.DataFrame) -> Shown:
    said = [_table(row) for row in records(version_tables)]
    return joined([paragraph(sentence) for sentence in said])


def _table(row: Mapping[Any, Any]) -> str:
    name = f"{row['schema']}.{row['table']}"
    capacity = row["id_capacity"]
    holds = "ids of any length" if missing(capacity) else f"ids of up to {capacity} characters"
    claimed = row["script_location"]
    owner = "no script location claims it" if missing(claimed) or not claimed else f"claimed by {claimed}"
    unread = row["readable"] is not True and not (not missing(row["readable"]) and bool(row["readable"]))
    rows = "its rows could not be read" if unread else counted(row["rows"], "row")
    return f"Version table {name}: {holds}, {rows}, {owner}."
