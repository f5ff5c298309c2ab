"""The foreign keys of tables: whom they name, and how ``create_all`` makes them."""


def by_alter(tables):
    """The keys that ``create_all`` adds to finished tables, where NOT VALID holds; the others it checks as it makes.

    A key that leads nowhere, which no ``create_all`` gets past, is not among them.
    """
    from sqlalchemy.schema import sort_tables_and_constraints

    keys = [key for table in tables for key in table.foreign_key_constraints]
    dangling = {key for key in keys if not _leads_somewhere(key)}
    last = sort_tables_and_constraints(tables, filter_fn=lambda key: True if key in dangling else None)[-1]
    return set(last[1]) - dangling


def _leads_somewhere(key):
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return key.referred_table is not None
    except SQLAlchemyError:
        return False


def ordered(constraints):
    """Constraints in the order that they were declared in."""
    return sorted(constraints, key=lambda each: getattr(each, "_creation_order", 0))


def is_key(constraint):
    """The constraint is a foreign key."""
    return hasattr(constraint, "elements")


def is_unique_within(constraint, names):
    """The constraint makes some of these columns unique."""
    columns = [column.name for column in getattr(constraint, "columns", ())]
    kind = type(constraint).__name__
    return kind in ("PrimaryKeyConstraint", "UniqueConstraint") and columns and set(columns) <= names


def target(key):
    """Key of the table that a foreign key names, as its MetaData would hold it."""
    return key.elements[0].target_fullname.rpartition(".")[0]


def target_columns(key):
    """The columns that a foreign key names."""
    return [element.target_fullname.rpartition(".")[2] for element in key.elements]
