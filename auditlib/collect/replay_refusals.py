"""What PostgreSQL refused to a step: its words, the statement, and the line that sent it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditlib.collect.replay_lines import Spot, line_of_statement, statement_for_report
from auditlib.collect.replay_running import Refused, Running
from auditlib.collect.replay_texts import position
from auditlib.config.secrets import redact

_ABORTED = "25P02"  # the transaction takes no statement after one that was refused


def told(file: Path, running: Running, failure: dict[str, Any]) -> dict[str, Any]:
    """Message, code, line and statement of a failure, from the refusal behind it where there is one."""
    refused, message = running.refused if failure.get("sqlstate") else None, str(failure["message"])
    if failure.get("sqlstate") == _ABORTED and running.refused_first:
        refused = running.refused_first
        message = f"{_words(refused)} (which the revision passes over, so that {message})"
    said = {"message": redact(message), "sqlstate": failure.get("sqlstate"), "line": failure.get("line")}
    return {**said, "statement": None} if refused is None else {**said, **_place(file, refused, failure.get("line"))}


def passed_over(file: Path, running: Running) -> dict[str, Any]:
    """What PostgreSQL refused to a step that ran to its end all the same; nothing where it refused nothing."""
    refused = running.refused_first
    if refused is None or refused[2] is None:  # not from the revision's own file
        return {}
    return {"message": redact(_words(refused)), "sqlstate": refused[1].sqlstate, **_place(file, refused, None)}


def _words(refused: Refused) -> str:
    return refused[1].diag.message_primary or str(refused[1])


def _place(file: Path, refused: Refused, line: int | None) -> dict[str, Any]:
    text, error, called = refused
    spot = Spot(position(text, error), error.diag.message_primary or "")
    said = line_of_statement(file, called or line, text.whole, spot)
    return {"statement": statement_for_report(text.whole, spot), "line": said}
