"""What a MetaData declares, with file and line: its tables, their classes, their columns."""

import sys

from .syntax import attribute_line, column_line

LONGEST = 200


class Declared:
    """Tables and columns of MetaData objects as rows."""

    def __init__(self, files, sources, mappers, origins):
        self._files = files
        self._origins = origins
        self._sources = sources
        self._classes = {}  # id of a table to the classes that map it, subclasses without a table of their own included
        for mapper in mappers:
            if mapper.local_table is not None:
                self._classes.setdefault(id(mapper.local_table), []).append(mapper)
        for several in self._classes.values():
            several.sort(key=lambda mapper: (mapper.class_.__module__, mapper.class_.__qualname__))
        self._holders = None

    def classes(self, table):
        """Classes that a table is declared for; those that only share their parent's are not."""
        return [mapper.class_ for mapper in self._classes.get(id(table), ()) if not mapper.single]

    def module(self, table):
        """The module that declares a table: its class's, else the one that holds it in a variable."""
        classes = self.classes(table)
        return sys.modules.get(classes[0].__module__) if classes else self._holder(table)

    def table(self, table):
        """A row of ``models``."""
        classes = self.classes(table)
        module = self.module(table)
        file, line = self._table_place(table, module)
        return {
            "schema": table.schema,
            "table": str(table.name),
            "class": ", ".join(each.__qualname__ for each in classes) or None,
            "module": module.__name__ if module else None,
            "file": self._files.shown(file) if file else None,
            "line": line,
            "docstring": _docstring(classes),
        }

    def columns(self, table, holders):
        """Rows of ``model_columns``. ``holders`` names the MetaData that holds a table of that key."""
        return [self._column(table, column, holders) for column in table.columns]

    def place(self, table, column):
        """File and line of a column's declaration, the table's where it has none of its own."""
        for mapper in self._classes.get(id(table), ()):
            for each in mapper.class_.__mro__:
                line = self._line_in_class(each, _attribute(mapper, column), column.name)
                if line:
                    return sys.modules[each.__module__].__file__, line
        module = self.module(table)
        call = self._table_call(table, module)
        line = call and column_line(call, column.name)
        return (module.__file__, line) if line else self._table_place(table, module)

    def file(self, table):
        """The file that declares a table."""
        return self._table_place(table, self.module(table))[0]

    def shown(self, path):
        """A path as reports show it."""
        return self._files.shown(path)

    def class_line(self, kind):
        """The line of a class statement."""
        node = self._class_node(kind)
        return node.lineno if node else None

    def _class_node(self, kind):
        source = self._sources.of_module(sys.modules.get(kind.__module__))
        return source.classes.get(kind.__qualname__) if source else None

    def _line_in_class(self, kind, attribute, column):
        node = self._class_node(kind)
        if node is None:
            return None
        return attribute_line(node, attribute) or column_line(node, column)

    def _column(self, table, column, holders):
        file, line = self.place(table, column)
        row = {
            "schema": table.schema,
            "table": str(table.name),
            "column": str(column.name),
            "declared_type": _type(column),
            "file": self._files.shown(file) if file else None,
            "line": line,
        }
        for key in sorted(column.foreign_keys, key=lambda each: each.target_fullname)[:1]:
            target, _, name = key.target_fullname.rpartition(".")
            holder = holders(table.metadata, target)
            row.update(referenced_table=target, referenced_column=name, referenced_metadata=holder)
        return row

    def _holder(self, table):
        if self._holders is None:
            self._holders = {}
            for module in list(sys.modules.values()):
                for value in list(getattr(module, "__dict__", {}).values()):
                    if hasattr(type(value), "c") and hasattr(type(value), "metadata"):
                        self._holders.setdefault(id(value), []).append(module)
        modules = self._holders.get(id(table), [])
        calls = [module for module in modules if self._table_call(table, module) is not None]
        return (calls or modules or self._by_text(table) or [None])[0]

    def _by_text(self, table):
        """For a table that no variable holds, such as one made in a loop: the modules whose text names it."""
        loaded = [module for module in list(sys.modules.values()) if self._is_mine(module)]
        return [module for module in loaded if self._table_call(table, module) is not None]

    def _is_mine(self, module):
        file = getattr(module, "__file__", None)
        return isinstance(file, str) and self._files.inside(file)

    def _table_call(self, table, module):
        source = self._sources.of_module(module) if module else None
        return source.tables.get(str(table.name), [None])[-1] if source else None

    def _table_place(self, table, module):
        """By the text of the class or of the call of Table, else where it was seen to be made."""
        classes = self.classes(table)
        call = None if classes else self._table_call(table, module)
        line = self.class_line(classes[0]) if classes else getattr(call, "lineno", None)
        file = getattr(module, "__file__", None)
        seen_file, seen_line = self._origins.of(table)
        if line:
            return file, line
        return (seen_file, seen_line) if seen_file and (not file or seen_file == file) else (file or seen_file, None)


def _attribute(mapper, column):
    """The name of the class attribute that maps a column. Works before mappers are configured."""
    try:
        return mapper._columntoproperty[column].key
    except Exception:  # internal to SQLAlchemy: whatever it raises, the column's own key serves
        return column.key


def _type(column):
    try:
        return repr(column.type)[:LONGEST]
    except Exception:  # a type of the application's own may fail to print
        return type(column.type).__name__


def _docstring(classes):
    for each in classes:
        text = vars(each).get("__doc__")
        if isinstance(text, str) and text.strip():
            return text.strip()
    return None
