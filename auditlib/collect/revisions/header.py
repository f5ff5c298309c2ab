"""What the docstring of a revision says about the revision itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

_FIELD = re.compile(
    r"^[ \t]*(Revision ID|Revises|Create Date|Created?(?: at)?|Date)[ \t]*:[ \t]*(.*?)[ \t]*$", re.I | re.M
)
_COMMENT_DATE = re.compile(r"^#[ \t]*(?:Create Date|Created?(?: at)?|Date)[ \t]*:[ \t]*(.+?)[ \t]*$", re.I | re.M)
_FORMATS = (
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
)
_NOTHING = {"", "none", "<base>", "base", "null", "-", "()", "nothing"}


class Header(NamedTuple):
    """Message and fields of a docstring."""

    message: str | None
    revision: str | None
    revises: str | None
    created_at: datetime | None


def read_header(docstring: str | None, text: str) -> Header:
    """The header in ``docstring``; the date also from a comment of the file's ``text``."""
    lines = (docstring or "").strip().splitlines()
    fields = {name.casefold(): value for name, value in reversed(_FIELD.findall(docstring or ""))}
    message = lines[0].strip() if lines and not _FIELD.match(lines[0]) else None
    dates = [value for name, value in fields.items() if name not in ("revision id", "revises")]
    dates += _COMMENT_DATE.findall(text) if not dates and "Date" in text else []
    return Header(message, fields.get("revision id"), fields.get("revises"), _moment(dates[0]) if dates else None)


def named_parents(revises: str) -> frozenset[str]:
    """The revisions that a ``Revises`` line names; none for a base."""
    names = re.split(r"[,\s]+", revises.strip().strip("()[]"))
    return frozenset(name for name in (each.strip("'\"`") for each in names) if name.casefold() not in _NOTHING)


def _moment(text: str) -> datetime | None:
    parsed: datetime | None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = _by_format(text)
    if parsed is None:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _by_format(text: str) -> datetime | None:
    for layout in _FORMATS:
        try:
            return datetime.strptime(text.strip(), layout).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
