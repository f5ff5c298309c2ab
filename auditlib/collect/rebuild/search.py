"""Operators and their classes, conversions, text search, foreign data, publications."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.words import clauses, foreign, given, literal, parts, placed, quoted, told

_SIGNATURE = re.compile(r"(?P<number>\d+) (?P<name>.+?)(?P<types>\([^()]*\))(?P<ordering> for ordering)?$")


def operators(source: Source) -> Iterator[Making]:
    """Operators."""
    for row in source.rows("operators"):
        types = [("leftarg", row["left_type"]), ("rightarg", row["right_type"])]
        said = [("function", given(row["function"]))] + [(word, type_) for word, type_ in types if type_ != "none"]
        said += [("commutator", _operator(row["commutator"])), ("negator", _operator(row["negator"]))]
        said += [("restrict", given(row["restriction"])), ("join", given(row["join_estimator"]))]
        flags = "".join(f", {word}" for word in ("hashes", "merges") if row[word])
        text = f"create operator {quoted(row['schema'])}.{row['operator']} ({clauses(said)}{flags})"
        name = f"{row['operator']}({row['left_type']}, {row['right_type']})"
        yield Making("operator", row["schema"], "", name, text)


def operator_families(source: Source) -> Iterator[Making]:
    """Operator families, and their members across types."""
    for row in source.rows("operator_families"):
        name, method = placed(row["schema"], row["operator_family"]), quoted(row["method"])
        label = f"{row['operator_family']} using {row['method']}"
        yield Making("operator family", row["schema"], "", label, f"create operator family {name} using {method}")


def operator_classes(source: Source) -> Iterator[Making]:
    """Operator classes, then the members of families that belong to none."""
    for row in source.rows("operator_classes"):
        label = f"{row['operator_class']} using {row['method']}"
        default = " default" if row["is_default"] else ""
        name = placed(row["schema"], row["operator_class"])
        text = f"create operator class {name}{default} for type {row['input_type']} using {quoted(row['method'])}"
        items = [*_members(row, across=False)]
        items += [f"storage {row['stored_type']}"] if row["stored_type"] or not items else []
        text += f" family {row['family']} as {', '.join(items)}"
        yield Making("operator class", row["schema"], "", label, text)
    for row in source.rows("operator_families"):
        items = list(_members(row, across=True))
        label = f"{row['operator_family']} using {row['method']}"
        if items:
            name = placed(row["schema"], row["operator_family"])
            text = f"alter operator family {name} using {quoted(row['method'])} add {', '.join(items)}"
            yield Making("operator family", row["schema"], "", label, text, "operators")


def conversions(source: Source) -> Iterator[Making]:
    """Conversions."""
    for row in source.rows("conversions"):
        default = "default " if row["is_default"] else ""
        name = placed(row["schema"], row["conversion"])
        text = f"create {default}conversion {name} for {literal(row['from_encoding'])} to "
        text += f"{literal(row['to_encoding'])} from {row['function']}"
        yield Making("conversion", row["schema"], "", row["conversion"], text)


def text_search(source: Source) -> Iterator[Making]:
    """Parsers, templates, dictionaries, configurations and their mappings."""
    for kind in ("parser", "template"):
        for row in source.rows(f"text_search_{kind}s"):
            said = [(word, function) for word, function in told(row["functions"]).items() if function != "-"]
            text = f"create text search {kind} {placed(row['schema'], row[kind])} ({clauses(said)})"
            yield Making(f"text search {kind}", row["schema"], "", row[kind], text)
    for row in source.rows("text_search_dictionaries"):
        options = f", {row['options']}" if row["options"] else ""
        name = placed(row["schema"], row["dictionary"])
        text = f"create text search dictionary {name} (template = {row['template']}{options})"
        yield Making("text search dictionary", row["schema"], "", row["dictionary"], text)
    for row in source.rows("text_search_configurations"):
        name = placed(row["schema"], row["configuration"])
        label = ("text search configuration", row["schema"], "", row["configuration"])
        yield Making(*label, f"create text search configuration {name} (parser = {row['parser']})")
        for each in given(row["mappings"]).split("; ") if row["mappings"] else []:
            token, _sign, dictionaries = each.partition(": ")
            text = f"alter text search configuration {name} add mapping for {quoted(token)} with {dictionaries}"
            yield Making(*label, text, "mappings")


def foreign_data(source: Source) -> Iterator[Making]:
    """Wrappers, servers, and who is who on them; what was masked stays a star."""
    for row in source.rows("foreign_data_wrappers"):
        said = [("handler", row["handler"]), ("validator", row["validator"])]
        words = "".join(f" {word} {function}" for word, function in said if function)
        text = f"create foreign data wrapper {quoted(row['wrapper'])}{words}{foreign(row['options'])}"
        yield Making("foreign data wrapper", "", "", row["wrapper"], text)
    for row in source.rows("foreign_servers"):
        said = [("type", row["server_type"]), ("version", row["server_version"])]
        words = "".join(f" {word} {literal(value)}" for word, value in said if value)
        text = f"create server {quoted(row['server'])}{words} foreign data wrapper {quoted(row['wrapper'])}"
        yield Making("foreign server", "", "", row["server"], text + foreign(row["options"]))
    for row in source.rows("user_mappings"):
        text = f"create user mapping for {source.role(row['role'])} server {quoted(row['server'])}"
        name = f"{row['role']} at {row['server']}"
        yield Making("user mapping", "", "", name, text + foreign(row["options"]))


def publications(source: Source) -> Iterator[Making]:
    """Publications; in the frames a filter stands without the parentheses that SQL wants."""
    for row in source.rows("publications"):
        what = [f"table {_published(row['tables'])}"] if row["tables"] else []
        what += [f"tables in schema {row['schemas']}"] if row["schemas"] else []
        scope = " for all tables" if row["all_tables"] else f" for {', '.join(what)}" if what else ""
        said = [("publish", literal(given(row["operations"]))), ("publish_via_partition_root", _yes(row["via_root"]))]
        said += [("publish_generated_columns", given(row["generated_columns"]))]
        text = f"create publication {quoted(row['publication'])}{scope} with ({clauses(said)})"
        yield Making("publication", "", "", row["publication"], text)


def _published(tables: str) -> str:
    return ", ".join(re.sub(r" WHERE (.+)$", r" WHERE (\1)", each, flags=re.S) for each in parts(tables))


def _yes(flag: object) -> str:
    return "true" if flag else "false"


def _operator(text: object) -> str:
    """``schema.<%>(integer,integer)`` as CREATE OPERATOR names another one."""
    name = re.sub(r"\([^()]*\)$", "", given(text))
    return f"operator({name})" if name else ""


def _members(row: Row, *, across: bool) -> Iterator[str]:
    for word, column in (("operator", "operators"), ("function", "functions")):
        for each in parts(row[column]):
            found = _SIGNATURE.fullmatch(each)
            if found is None:
                continue
            ordering = " for order by pg_catalog.float_ops" if found["ordering"] else ""
            if word == "operator":
                yield f"operator {found['number']} {found['name']} {found['types']}{ordering}"
            else:
                types = f" {found['types']}" if across else ""
                yield f"function {found['number']}{types} {found['name']}{found['types']}"
