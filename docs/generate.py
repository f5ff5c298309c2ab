"""Writes the generated pages: frames, rules, settings, commands. ``--check`` only says whether they are current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from auditlib.cli.commands import group
from auditlib.config.settings import LocationSetting, Settings
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import EVERY_SOURCE, Column, Frame
from auditlib.rules import registry

DOCS = Path(__file__).parent
_DTYPES = {"str": "text", "Int64": "integer", "boolean": "flag", "Float64": "number"}
_FAMILIES = {
    "object": ("Objects", "One row an object of a database, by source: live, models, replay."),
    "history": ("History and witnesses", "What files, models, version tables and a replay say."),
    "result": ("Results", "What auditlib concludes; computed once and kept in the snapshot."),
}
_MADE = "<!-- Written by docs/generate.py: `make docs` writes it again. -->\n\n"


def main(arguments: list[str]) -> int:
    """Write every page, or name those that are not current."""
    wanted = {DOCS / name: _MADE + text for name, text in pages()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    gone = [path for path in (DOCS / "rules").glob("*.md") if path not in wanted]
    if "--check" in arguments:
        for path in (*stale, *gone):
            print(f"{path.relative_to(DOCS.parent)} is not current: run `make docs`")
        return int(bool(stale or gone))
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    for path in gone:
        path.unlink()
    return 0


def pages() -> Iterator[tuple[str, str]]:
    """Every generated page: its path under docs, and its text."""
    yield "frames.md", _frames()
    yield "settings.md", _settings()
    yield "commands.md", _commands()
    yield "rules/README.md", _rules()
    for rule in registry.rules():
        yield f"rules/{rule.code.lower()}.md", _rule(rule)


def _frames() -> str:
    parts = ["# Frames\n\nEvery frame is described once, in `auditlib/frames/`; this page is made from that.\n"]
    for family, (title, meaning) in _FAMILIES.items():
        parts.append(f"## {title}\n\n{meaning}\n")
        parts += [_frame(frame) for frame in FRAMES.values() if frame.family == family]
    return "\n".join(parts)


def _frame(frame: Frame) -> str:
    sources = "" if frame.sources == EVERY_SOURCE else f" Told by {_words(frame.sources)}."
    rows = "\n".join(_column(column, frame) for column in frame.columns)
    return f"### {frame.name}\n\n{frame.meaning}{sources}\n\n| column | dtype | meaning |\n|---|---|---|\n{rows}\n"


def _column(column: Column, frame: Frame) -> str:
    notes = [
        "key" if column.key else "",
        f"in {column.unit}" if column.unit else "",
        "compared" if column.compared else "",
        f"told by {_words(column.sources)}" if column.sources not in (EVERY_SOURCE, frame.sources) else "",
    ]
    noted = ", ".join(note for note in notes if note)
    meaning = column.meaning.replace("|", "\\|") + (f" ({noted})" if noted else "")
    return f"| `{column.name}` | {_DTYPES.get(column.dtype, 'time')} | {meaning} |"


def _words(sources: frozenset[str]) -> str:
    return " and ".join(sorted(sources))


def _settings() -> str:
    return (
        "# Settings\n\nIn `[tool.auditlib]` of the project's pyproject.toml, or in an auditlib.toml beside it (without "
        "the `tool.auditlib`). `auditlib init` writes one with what it finds. Options of the commands go before them. "
        "Relative paths are relative to the project unless said otherwise. Every bad setting is reported at once.\n\n"
        f"{_setting_table(Settings)}\n\n## A table of `script_locations`\n\n{_setting_table(LocationSetting)}\n"
    )


def _setting_table(record: type) -> str:
    rows = [
        f"| `{each.name}` | {each.metadata['meaning']} | `{each.metadata['example']}` |"
        for each in fields(record)  # type: ignore[arg-type]
    ]
    return "\n".join(["| setting | meaning | example |", "|---|---|---|", *rows])


def _commands() -> str:
    parts = ["# Commands\n\nAs `auditlib COMMAND --help` prints them.\n"]
    with click.Context(group, info_name="auditlib", max_content_width=100, terminal_width=100) as context:
        for name, command in sorted(group.commands.items()):
            with click.Context(command, parent=context, info_name=name, terminal_width=100) as inner:
                parts.append(f"## {name}\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def _rules() -> str:
    rows = [
        f"| [{rule.code}]({rule.code.lower()}.md) | {rule.name} | {rule.severity} | {rule.title} |"
        for rule in registry.rules()
    ]
    return "\n".join(["# Rules\n", "| code | name | severity | finds |", "|---|---|---|---|", *rows, ""])


def _rule(rule: registry.Rule) -> str:
    title, _, rest = rule.page.partition("\n")
    frames = ", ".join(f"[`{name}`](../frames.md#{name})" for name in rule.frames)
    return f"# {rule.code} {rule.name}\n\n{title}\n\nSeverity: {rule.severity}. Reads {frames}.\n{rest}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
