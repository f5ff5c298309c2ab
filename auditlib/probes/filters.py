"""Asks a project's ``include_object`` and ``include_name`` about every object, in the order and way Alembic does."""

_PARTS = ("index", "unique_constraint", "foreign_key_constraint")


class Verdict:
    """What one script location's settings make of an object; ``by`` names the option that hides it, if one does.

    ``hidden`` is None where the project's function failed, and ``reason`` tells how.
    """

    def __init__(self, hidden, by="", reason=None):
        self.hidden = hidden
        self.by = by
        self.reason = reason


class Filters:
    """The three options of one location, asked about the tables of its MetaData and of the database."""

    def __init__(self, values, metadata, reflected):
        self._object = values.get("include_object") or values.get("include_symbol")
        self._name = values.get("include_name")
        self._schemas = bool(values.get("include_schemas"))
        self._reflected = reflected
        self._tables = {
            reflected.key(table.schema, table.name): table for each in metadata for table in each.tables.values()
        }
        self.verdicts = {}  # (kind, schema, table, name) to Verdict

    def judge(self):
        """Verdicts on every object: tables first, then the parts of those that are seen."""
        visible = self._visible()
        for key in sorted(set(self._tables) | visible, key=lambda each: (each[0] or "", each[1])):
            here = key in visible
            if self._judge_table(key, here) is not True and key in self._tables and here:
                self._judge_columns(key)
                for kind in _PARTS:
                    self._judge_parts(key, kind)
        return self.verdicts

    def _visible(self):
        """Tables that Alembic would reflect."""
        seen = set()
        schemas = {}
        for key in sorted(self._reflected.keys(), key=lambda each: (each[0] or "", each[1])):
            schema, name = key
            if schema not in schemas:
                schemas[schema] = self._schema(schema)
                self._note("schema", (None, ""), schema or self._reflected.default_schema, schemas[schema])
            verdict = schemas[schema]
            if verdict.hidden is False:
                verdict = self._by_name(
                    name, "table", {"schema_name": schema, "schema_qualified_table_name": _dotted(key)}
                )
            if verdict.hidden is False:
                seen.add(key)
            elif key not in self._tables:
                self._note("table", key, key[1], verdict)
        return seen

    def _schema(self, schema):
        if schema is not None and not self._schemas:
            return Verdict(True)  # Alembic does not look there; nobody says that this is meant
        return self._by_name(schema, "schema", {})

    def _judge_table(self, key, visible):
        mine = self._tables.get(key)
        theirs = self._reflected.table(key) if visible else None
        if mine is not None:
            verdict = self._by_object(mine, key[1], "table", False, theirs)
        else:
            verdict = self._by_object(theirs, key[1], "table", True, None)
        self._note("table", key, key[1], verdict)
        return verdict.hidden

    def _judge_columns(self, key):
        mine = {str(column.name): column for column in self._tables[key].columns}
        theirs = {str(column.name): column for column in self._reflected.table(key).columns}
        self._judge_each(key, "column", mine, theirs)

    def _judge_parts(self, key, kind):
        table = self._tables[key]
        if kind == "index":
            mine = list(table.indexes)
        else:
            wanted = "UniqueConstraint" if kind == "unique_constraint" else "ForeignKeyConstraint"
            mine = [each for each in table.constraints if type(each).__name__ == wanted]
        theirs = self._reflected.parts(key)[kind]
        named = {}
        for each in mine:
            named[_text(each.name) or self._unnamed(each, theirs)] = each
        named.pop(None, None)
        self._judge_each(key, kind, named, theirs)

    def _unnamed(self, constraint, theirs):
        """The name that the database gave to what a model left unnamed: that of the same columns."""
        columns = sorted(str(column.name) for column in constraint.columns)
        return next(
            (name for name, each in theirs.items() if sorted(str(c.name) for c in each.columns) == columns), None
        )

    def _judge_each(self, key, kind, mine, theirs):
        parents = {"table_name": key[1], "schema_name": key[0], "schema_qualified_table_name": _dotted(key)}
        for name in sorted(set(mine) | set(theirs)):
            verdict = self._by_name(name, kind, parents) if name in theirs else Verdict(False)
            visible = name in theirs and verdict.hidden is False
            if name in mine:
                own = _text(mine[name].name)
                verdict = self._by_object(mine[name], own, kind, False, theirs[name] if visible else None)
            elif visible:
                verdict = self._by_object(theirs[name], name, kind, True, None)
            self._note(kind, key, name, verdict)

    def _note(self, kind, key, name, verdict):
        if verdict.hidden is not False:
            self.verdicts[(kind, key[0], key[1], name)] = verdict

    def _by_name(self, name, kind, parents):
        if self._name is None:
            return Verdict(False)
        return _asked("include_name", self._name, name, kind, dict(parents))

    def _by_object(self, thing, name, kind, reflected, compared):
        if self._object is None:
            return Verdict(False)
        return _asked("include_object", self._object, thing, name, kind, reflected, compared)


def _asked(option, function, *given):
    try:
        return Verdict(False) if function(*given) else Verdict(True, option)
    except BaseException as error:  # the door: the project's own function, SystemExit too
        return Verdict(None, option, "%s: %s" % (type(error).__name__, error))


def _dotted(key):
    return "%s.%s" % key if key[0] else key[1]


def _text(name):
    return str(name) if isinstance(name, str) else None
