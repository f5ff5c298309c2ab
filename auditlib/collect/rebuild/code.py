"""What runs: functions, aggregates, triggers, policies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.words import given, literal, parts, placed, quoted, set_clauses
from auditlib.frames import quoted as names

_ENABLED = {"always": "enable always", "replica": "enable replica", "disabled": "disable"}
_OUTGOING = re.compile(r"out\s", re.I)
_ORDERED = re.compile(r"(ordered set|hypothetical set) of \d+(?:, )?")


def functions(source: Source) -> Iterator[Making]:
    """Functions, procedures, aggregates and window functions."""
    for row in source.rows("functions"):
        name = f"{row['function']}({row['arguments']})"
        text = _aggregate(row) if row["function_kind"] == "aggregate" else _function(row)
        if text:
            yield Making("function", row["schema"], "", name, text)


def triggers(source: Source) -> Iterator[Making]:
    """Triggers, and in what mode they fire."""
    for row in source.rows("triggers"):
        if row["definition"]:
            yield Making("trigger", row["schema"], row["table"], row["trigger"], row["definition"])


def modes(source: Source) -> Iterator[Making]:
    """Triggers that are off, or fire in another mode."""
    for row in source.rows("triggers"):
        if row["enabled"] in _ENABLED:
            table = f"alter table only {placed(row['schema'], row['table'])}"
            text = f"{table} {_ENABLED[row['enabled']]} trigger {quoted(row['trigger'])}"
            yield Making("trigger", row["schema"], row["table"], row["trigger"], text, "enabled")


def policies(source: Source) -> Iterator[Making]:
    """Row level security policies."""
    for row in source.rows("policies"):
        roles = ", ".join(source.role(*names.parts(each)) for each in names.listed(row["roles"])) or "public"
        text = f"create policy {quoted(row['policy'])} on {placed(row['schema'], row['table'])}"
        text += f" as {'permissive' if row['permissive'] else 'restrictive'} for {row['command']} to {roles}"
        text += f" using ({row['using_expression']})" if row["using_expression"] else ""
        text += f" with check ({row['check_expression']})" if row["check_expression"] else ""
        yield Making("policy", row["schema"], row["table"], row["policy"], text)


def _function(row: Row) -> str:
    kind = "procedure" if row["function_kind"] == "procedure" else "function"
    returns = f" returns {row['returns']}" if row["returns"] and kind == "function" else ""
    text = f"create {kind} {placed(row['schema'], row['function'])}({_arguments(row)}){returns}"
    return "\n".join([text, f"language {quoted(row['language'])}", *_attributes(row, kind), _body(row)])


def _attributes(row: Row, kind: str) -> Iterator[str]:
    types = parts(row["transforms"])
    if types:
        yield "transform " + ", ".join(f"for type {each}" for each in types)
    if kind == "function":
        yield row["volatility"]
        yield f"parallel {row['parallel']}"
        yield f"cost {row['cost']}"
        yield from (word for word, said in (("strict", "strict"), ("leakproof", "leakproof")) if row[said])
        yield from ["window"] if row["function_kind"] == "window" else []
        yield from [f"rows {row['rows']}"] if row["rows"] and row["rows"] != "0" else []
        yield from [f"support {row['support']}"] if row["support"] else []
    if row["security_definer"]:
        yield "security definer"
    yield from set_clauses(row["settings"])


def _body(row: Row) -> str:
    body = given(row["body"])
    if row["library"]:
        return f"as {literal(row['library'])}, {literal(body)}"
    standard = row["language"] == "sql" and re.match(r"\s*(BEGIN ATOMIC\b|RETURN\b)", body)
    return body if standard else f"as {literal(body)}"


def _arguments(row: Row) -> str:
    """The arguments with their defaults, which belong to the last of those that come in."""
    arguments, defaults = parts(row["arguments"]), parts(row["argument_defaults"])
    incoming = [place for place, each in enumerate(arguments) if not _OUTGOING.match(each)]
    for place, default in zip(incoming[len(incoming) - len(defaults) :], defaults, strict=False):
        arguments[place] += f" default {default}"
    return ", ".join(arguments)


def _aggregate(row: Row) -> str:
    body = given(row["body"])
    kind = _ORDERED.match(body)
    said = [each for each in parts(_ORDERED.sub("", body, count=1)) if each]
    said = [re.sub(r"modify = (.)$", _modify, each) for each in said]
    said = [re.sub(r"^sortop = (.+?)\(.*\)$", r"sortop = operator(\1)", each) for each in said]
    said += ["hypothetical"] if kind and kind[1].startswith("hypothetical") else []
    said += [f"parallel = {row['parallel']}"] if row["parallel"] != "unsafe" else []
    arguments = row["arguments"] or "*"
    return f"create aggregate {placed(row['schema'], row['function'])}({arguments}) ({', '.join(said)})"


def _modify(found: re.Match[str]) -> str:
    words = {"r": "read_only", "s": "shareable", "w": "read_write"}
    return f"modify = {words.get(found[1], found[1])}"
